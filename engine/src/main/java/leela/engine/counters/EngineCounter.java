package leela.engine.counters;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

/**
 * What the ring, the timeline, the standing queries and the writing of history count: ids 0-99.
 * Thread: immutable.
 *
 * <p>The ledger (exact after a drain): the sum of {@code metrics.received} = the sums of {@code metrics.rejected},
 * {@code metrics.dropped} and {@code metrics.absorbed} + {@code metrics.emitted}.
 */
public enum EngineCounter implements Counter {
    RECEIVED_SELF(counter(4, "metrics.received", "source", "self", "The engine's own figures, fed to itself")),

    RECEIVED_RECORDED(
            counter(5, "metrics.received", "source", "recorded", "Results of recording programs that came back")),

    REJECTED_MALFORMED(
            counter(10, "metrics.rejected", "cause", "malformed", "Entries that do not follow their grammar")),
    REJECTED_KEY_LENGTH(
            counter(11, "metrics.rejected", "cause", "key_length", "Keys that are empty or longer than 1,024 bytes")),
    REJECTED_TIME_RANGE(
            counter(12, "metrics.rejected", "cause", "time_range", "Times too far ahead of or behind the clock")),
    REJECTED_CARDINALITY(counter(
            13, "metrics.rejected", "cause", "cardinality", "Metrics of new series beyond max_series, or the heap")),
    REJECTED_OVERLOAD(counter(
            14, "metrics.rejected", "cause", "overload", "Refused because the ring was full; the sender was told")),
    REJECTED_DOCUMENT(
            counter(15, "metrics.rejected", "cause", "document", "Data entries that are no JSON or too long")),
    REJECTED_REPEATED(counter(
            16,
            "metrics.rejected",
            "cause",
            "repeated",
            "Events that came back again and again: engines send them to each other in a circle")),
    REJECTED_NEW_SERIES(counter(
            17, "metrics.rejected", "cause", "new_series", "Metrics of new series beyond their sender's share")),

    DROPPED_SHUTDOWN(
            counter(20, "metrics.dropped", "cause", "shutdown", "Read from a socket when the ring was already closed")),
    DROPPED_ERROR(counter(
            21, "metrics.dropped", "cause", "error", "Lost to a fault in the timeline; the error log says which")),

    ABSORBED_FIRST(counter(30, "metrics.absorbed", "cause", "first", "First samples of a series: a rate needs two")),
    ABSORBED_OLD(counter(31, "metrics.absorbed", "cause", "old", "Samples not newer than the stored one")),
    ABSORBED_EARLY(counter(32, "metrics.absorbed", "cause", "early", "Samples before the clock period was over")),
    ABSORBED_ACCUMULATED(counter(33, "metrics.absorbed", "cause", "accumulated", "Absolutes added to the stored one")),
    ABSORBED_COUNTER_RESET(
            counter(34, "metrics.absorbed", "cause", "counter_reset", "Counters that fell without a wrap")),
    ABSORBED_EXPIRED(
            counter(35, "metrics.absorbed", "cause", "expired", "Samples whose predecessor was older than ttl")),
    ABSORBED_BOUNDS(counter(36, "metrics.absorbed", "cause", "bounds", "Values outside of their type's bounds")),
    ABSORBED_RESTARTED(counter(
            37,
            "metrics.absorbed",
            "cause",
            "restarted",
            "Series begun anew because their sender's clock was set back")),

    EMITTED(counter(40, "metrics.emitted", "Events and data entries that left the timeline")),

    RING_FULL(counter(50, "ring.full.waited", "Times a producer waited for room in the ring")),
    HANDLER_ERRORS(counter(
            51, "ring.handler.errors", "Exceptions that escaped a handler; each skipped one entry for that handler")),
    RING_BACKLOG(gauge(52, "ring.backlog", "Entries in the ring that some handler has not seen yet")),
    SERIES(gauge(55, "series.live", "Series in the table")),
    SERIES_MOST(gauge(53, "series.limit", "Most series at a time")),
    SERIES_BYTES(gauge(54, "series.bytes", "Memory that the series in the table take")),
    SERIES_MOST_BYTES(gauge(58, "series.bytes.limit", "Most memory for them, a share of the heap")),
    SERIES_MOST_NEW(gauge(59, "series.new.limit", "Most new series of one sender within an hour")),
    SERIES_CREATED(counter(56, "series.created", "Series added to the table")),
    SERIES_PURGED(counter(57, "series.purged", "Series removed after being idle for ttl, or with their key")),

    SAMPLES_CONFLICTING(counter(
            41,
            "series.samples.conflicting",
            "cause",
            "senders",
            "Samples taken of a series that several addresses feed in turn")),

    SENDERS_OFF(gauge(49, "series.senders.off", "Senders all of whose values come more than a minute off the clock")),

    QUERIES(gauge(60, "queries.running", "Standing queries")),
    QUERIES_STARTED(counter(61, "queries.started", "Standing queries that were started")),
    QUERIES_REFUSED(counter(62, "queries.refused", "Standing queries refused beyond a limit")),
    QUERY_EVENTS_RECEIVED(counter(63, "queries.databus.received", "Entries read from the queries' own databus")),
    QUERY_EVENTS_REJECTED(counter(64, "queries.databus.rejected", "Of these, rejected by any cause")),
    QUERY_EVENTS_EMITTED(counter(65, "queries.databus.emitted", "Of these, handed to the standing queries")),
    QUERY_RESULTS(counter(66, "queries.results", "Events that left a standing query")),
    QUERY_ERRORS(counter(67, "queries.errors", "Exceptions inside a standing query; the event was skipped for it")),
    QUERY_SERIES_REFUSED(counter(
            68,
            "queries.series.refused",
            "Series a standing query matched but could not follow, for want of memory or of time")),
    QUERY_SUBSCRIPTIONS(gauge(69, "queries.subscriptions", "Pairs of a standing query and a series it follows")),

    QUERY_STATE_BYTES(gauge(70, "queries.state.bytes", "Memory that standing queries hold for the series they follow")),

    QUERY_VALUES_LATE(
            counter(73, "queries.values.left-out", "cause", "late", "Values that came when their window was over")),
    QUERY_VALUES_CROWDED(counter(
            74, "queries.values.left-out", "cause", "crowded", "Values that the state of a window had no room for")),
    QUERY_SERIES_DEFERRED(counter(
            71,
            "queries.series.deferred",
            "Events of a series that some queries had no time to decide about; they do at one of its next events")),

    QUERY_GROUPS(gauge(76, "queries.groups", "Groups of series that standing queries keep a state for")),
    QUERY_JOINS_MISSED(counter(
            77,
            "queries.joins.missed",
            "Joins that were not evaluated since an input stayed away for two intervals, and values too old for any")),

    QUERY_RECORDED(counter(78, "queries.recorded", "Results of recording programs")),
    QUERY_RECORDED_LOST(
            counter(79, "queries.recorded.lost", "Of these, left out since too many waited for the ring at once")),

    ALERTS_CLOSED(counter(
            48,
            "alerts.closed",
            "cause",
            "room",
            "Open alerts whose series were gone and that were closed, oldest first, for want of room")),

    QUERY_FILLING(gauge(22, "queries.filling", "Series and queries of groups whose past is read")),
    QUERY_FILLED(counter(23, "queries.filled", "States of new queries that were filled with their past")),
    QUERY_COLD_UNAVAILABLE(counter(
            24, "queries.begun-cold", "cause", "unavailable", "States that began empty: history could not be read")),
    QUERY_COLD_BEHIND(counter(
            25,
            "queries.begun-cold",
            "cause",
            "behind",
            "States that began empty: what came last had not been stored yet")),
    QUERY_COLD_BUSY(counter(
            26, "queries.begun-cold", "cause", "busy", "States that began empty: too many waited for their past")),
    QUERY_COLD_CROWDED(counter(
            27,
            "queries.begun-cold",
            "cause",
            "crowded",
            "States that began with a part of their past: there was no room for more, or too much came meanwhile")),

    HISTORY_READ(counter(80, "history.entries.read", "Entries the batcher has read from the journal")),
    HISTORY_UNREAD(gauge(
            81,
            "history.entries.unread",
            "Entries in the journal that the batcher has not read: invisible to readers")),
    HISTORY_HELD(gauge(82, "history.points.held", "Newest points held in memory until their chunk is written")),
    HISTORY_KEYS(gauge(
            97,
            "history.keys.held",
            "Keys held in memory: those with something that is not with the backend yet, and the ones used last")),
    HISTORY_KEY_BYTES(gauge(98, "history.keys.bytes", "Memory that these keys take")),
    HISTORY_UNLISTED(
            gauge(75, "history.keys.unlisted", "New keys that wait to be written to the backend's list and index")),
    HISTORY_CHUNKS(counter(84, "history.chunks.written", "Chunks written to the backend")),
    HISTORY_CHUNK_BYTES(counter(85, "history.bytes.written", "Bytes of these chunks")),
    HISTORY_CHUNK_POINTS(counter(
            86, "history.points.written", "Points in these chunks; a point written twice at one time counts once")),
    HISTORY_DOCUMENTS(counter(87, "history.documents.written", "Documents written to the backend")),
    HISTORY_WRITES(counter(88, "history.writes.acknowledged", "Batches that the backend has acknowledged")),
    HISTORY_WRITES_FAILED(counter(
            89, "history.writes.failed", "Writes that the backend refused or did not answer; each is tried again")),

    HISTORY_OLDEST_MS(gauge(90, "history.oldest.age-ms", "Age of the oldest entry that is not with the backend yet")),
    HISTORY_UNAVAILABLE(gauge(
            92,
            "history.store.unavailable",
            "Whether the backend does not do what it is asked: 1 if so; /readyz says why")),
    HISTORY_ERRORS(counter(
            96, "history.rounds.errors", "Rounds of the batcher that failed; what they had in hand is taken again")),
    HISTORY_POINTS_DELETED(counter(45, "history.points.deleted", "Points that were deleted on request")),
    HISTORY_DOCUMENTS_DELETED(counter(46, "history.documents.deleted", "Documents that were deleted on request")),
    HISTORY_KEYS_DELETED(
            counter(47, "history.keys.deleted", "Keys that were deleted on request, with all that they held")),
    HISTORY_READ_ERRORS(
            counter(91, "history.reads.failed", "Reads that the backend did not answer, or whose chunk was damaged"));

    private final CounterDescription description;

    EngineCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
