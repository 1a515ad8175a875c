package leela.engine.counters;

/**
 * Every number the engine keeps about itself. Ids are append-only: 0-99 engine, 100-199 io, 200-299 adapters.
 * Thread: immutable.
 *
 * <p>The ledger (exact after a drain): the sum of {@code metrics.received} = the sums of {@code metrics.rejected},
 * {@code metrics.dropped} and {@code metrics.absorbed} + {@code metrics.emitted}.
 */
public enum CounterId {
    RECEIVED_UDP(0, "metrics.received", "source", "udp", "Metrics read from UDP text datagrams"),
    RECEIVED_COLLECTD(1, "metrics.received", "source", "collectd", "Values read from collectd packets"),
    RECEIVED_DATABUS(2, "metrics.received", "source", "databus", "Entries read from the timeline databus"),
    RECEIVED_HTTP(3, "metrics.received", "source", "http", "Entries read from HTTP requests"),
    RECEIVED_SELF(4, "metrics.received", "source", "self", "The engine's own figures, fed to itself"),

    REJECTED_MALFORMED(10, "metrics.rejected", "cause", "malformed", "Entries that do not follow their grammar"),
    REJECTED_KEY_LENGTH(
            11, "metrics.rejected", "cause", "key_length", "Keys that are empty or longer than 1,024 bytes"),
    REJECTED_TIME_RANGE(12, "metrics.rejected", "cause", "time_range", "Times too far ahead of or behind the clock"),
    REJECTED_CARDINALITY(13, "metrics.rejected", "cause", "cardinality", "Metrics of new series beyond max_series"),
    REJECTED_OVERLOAD(
            14, "metrics.rejected", "cause", "overload", "Refused because the ring was full; the sender was told"),
    REJECTED_DOCUMENT(15, "metrics.rejected", "cause", "document", "Data entries that are no JSON or too long"),

    DROPPED_SHUTDOWN(20, "metrics.dropped", "cause", "shutdown", "Read from a socket when the ring was already closed"),
    DROPPED_FAULT(21, "metrics.dropped", "cause", "fault", "Lost to a fault in the timeline; the error log says which"),

    ABSORBED_FIRST(30, "metrics.absorbed", "cause", "first", "First samples of a series: a rate needs two"),
    ABSORBED_OLD(31, "metrics.absorbed", "cause", "old", "Samples not newer than the stored one"),
    ABSORBED_EARLY(32, "metrics.absorbed", "cause", "early", "Samples before the clock period was over"),
    ABSORBED_ACCUMULATED(33, "metrics.absorbed", "cause", "accumulated", "Absolutes added to the stored one"),
    ABSORBED_COUNTER_RESET(34, "metrics.absorbed", "cause", "counter_reset", "Counters that fell without a wrap"),
    ABSORBED_EXPIRED(35, "metrics.absorbed", "cause", "expired", "Samples whose predecessor was older than ttl"),

    EMITTED(40, "metrics.emitted", "Events and data entries that left the timeline"),

    RING_FULL(50, "ring.full.waited", "Times a producer waited for room in the ring"),
    HANDLER_FAULTS(
            51, "ring.handler.faults", "Exceptions that escaped a handler; each skipped one entry for that handler"),
    RING_BACKLOG(52, Kind.GAUGE, "ring.backlog", "Entries in the ring that some handler has not seen yet"),
    SERIES(55, Kind.GAUGE, "series.live", "Series in the table"),
    SERIES_CREATED(56, "series.created", "Series added to the table"),
    SERIES_PURGED(57, "series.purged", "Series removed after being idle for ttl"),

    QUERIES(60, Kind.GAUGE, "queries.running", "Standing queries"),
    QUERIES_STARTED(61, "queries.started", "Standing queries that were started"),
    QUERIES_REFUSED(62, "queries.refused", "Standing queries refused beyond a limit"),
    QUERY_EVENTS_RECEIVED(63, "queries.databus.received", "Entries read from the queries' own databus"),
    QUERY_EVENTS_REJECTED(64, "queries.databus.rejected", "Of these, rejected by any cause"),
    QUERY_EVENTS_EMITTED(65, "queries.databus.emitted", "Of these, handed to the standing queries"),
    QUERY_RESULTS(66, "queries.results", "Events that left a standing query"),
    QUERY_FAULTS(67, "queries.faults", "Exceptions inside a standing query; the event was skipped for it"),
    QUERY_SERIES_REFUSED(
            68,
            "queries.series.refused",
            "Series a standing query matched but could not follow: no memory for its state"),
    QUERY_SUBSCRIPTIONS(69, Kind.GAUGE, "queries.subscriptions", "Pairs of a standing query and a series it follows"),
    QUERY_STATE_BYTES(
            70, Kind.GAUGE, "queries.state.bytes", "Memory that standing queries hold for the series they follow"),

    HISTORY_READ(80, "history.entries.read", "Entries the batcher has read from the journal"),
    HISTORY_UNREAD(
            81,
            Kind.GAUGE,
            "history.entries.unread",
            "Entries in the journal that the batcher has not read: invisible to readers"),
    HISTORY_HELD(82, Kind.GAUGE, "history.points.held", "Newest points held in memory until their chunk is written"),
    HISTORY_KEYS(83, Kind.GAUGE, "history.keys.known", "Keys that have history"),
    HISTORY_CHUNKS(84, "history.chunks.written", "Chunks written to the backend"),
    HISTORY_CHUNK_BYTES(85, "history.bytes.written", "Bytes of these chunks"),
    HISTORY_CHUNK_POINTS(
            86, "history.points.written", "Points in these chunks; a point written twice at one time counts once"),
    HISTORY_DOCUMENTS(87, "history.documents.written", "Documents written to the backend"),
    HISTORY_WRITES(88, "history.writes.acknowledged", "Batches that the backend has acknowledged"),
    HISTORY_WRITES_FAILED(
            89, "history.writes.failed", "Writes that the backend refused or did not answer; each is tried again"),
    HISTORY_OLDEST_MS(
            90, Kind.GAUGE, "history.oldest.age-ms", "Age of the oldest entry that is not with the backend yet"),
    HISTORY_AWAY(
            92,
            Kind.GAUGE,
            "history.store.away",
            "Whether the backend does not do what it is asked: 1 if so; /readyz says why"),
    HISTORY_READ_FAULTS(
            91, "history.reads.failed", "Reads that the backend did not answer, or whose chunk was damaged"),

    UDP_DATAGRAMS(100, "udp.datagrams.received", "port", "text", "Datagrams read from the UDP text socket"),
    COLLECTD_DATAGRAMS(101, "udp.datagrams.received", "port", "collectd", "Datagrams read from the collectd socket"),
    UDP_KERNEL_DROPS(
            102, "udp.kernel.dropped", "port", "text", "Datagrams the kernel dropped before the UDP text socket"),
    COLLECTD_KERNEL_DROPS(
            103, "udp.kernel.dropped", "port", "collectd", "Datagrams the kernel dropped before the collectd socket"),
    UDP_PINGS(104, "udp.pings.answered", "Pings answered on the UDP text socket"),

    DATABUS_DATAGRAMS(120, "unix.datagrams.received", "socket", "timeline", "Datagrams read from the timeline databus"),
    QUERY_DATABUS_DATAGRAMS(
            121, "unix.datagrams.received", "socket", "dmproc", "Datagrams read from the queries' databus"),
    MULTICAST_REGISTRATIONS(122, "unix.datagrams.received", "socket", "multicast", "Registrations for every event"),
    ANYCAST_REGISTRATIONS(
            123, "unix.datagrams.received", "socket", "anycast", "Registrations for a share of the events"),
    REGISTRATIONS_REFUSED(
            124, "multicast.registrations.refused", "Registrations of no socket, or beyond the bound of peers"),
    MULTICAST_PEERS(125, Kind.GAUGE, "multicast.peers.live", "mode", "multicast", "Peers that get every event"),
    ANYCAST_PEERS(126, Kind.GAUGE, "multicast.peers.live", "mode", "anycast", "Peers that get a share of the events"),
    MULTICAST_SENT(
            127, "multicast.datagrams.sent", "mode", "multicast", "Datagrams taken by peers that get every event"),
    ANYCAST_SENT(128, "multicast.datagrams.sent", "mode", "anycast", "Datagrams taken by peers that get a share"),
    MULTICAST_LOST(
            129, "multicast.datagrams.lost", "mode", "multicast", "Datagrams that a peer lost because it did not read"),
    ANYCAST_LOST(
            130,
            "multicast.datagrams.lost",
            "mode",
            "anycast",
            "Datagrams that a peer with a share lost because it did not read"),
    MULTICAST_PEERS_ENDED(131, "multicast.peers.ended", "Peers let go: not registered for 5 s, or their socket gone"),
    PROC_CLIENTS(132, Kind.GAUGE, "proc.clients.open", "Connections to the proc socket"),
    PROC_CLIENTS_REFUSED(133, "proc.clients.refused", "Proc connections beyond the bound"),
    PROC_PROGRAMS_REFUSED(134, "proc.programs.refused", "Programs answered with status 1"),
    PROC_EVENTS_SENT(135, "proc.events.sent", "Events written to proc clients"),
    PROC_EVENTS_LOST(136, "proc.events.lost", "Events lost because a proc client read too slowly or went away"),
    PROC_FRAMES_MALFORMED(
            137, "proc.frames.malformed", "Frames of proc clients that made no sense; each ended its connection"),

    // A value is counted as received only once its list is read: what a refused or damaged packet still held is
    // unknown.
    COLLECTD_TRUNCATED(
            141,
            "collectd.packets.damaged",
            "cause",
            "truncated",
            "Packets that end inside a part; what came before it counts"),
    COLLECTD_PART_LENGTH(
            142, "collectd.packets.damaged", "cause", "part_length", "Packets with a part of a length that cannot be"),
    COLLECTD_STRING(
            143,
            "collectd.packets.damaged",
            "cause",
            "string",
            "Packets with a string that is empty, too long or without its NUL"),
    COLLECTD_VALUES(
            144, "collectd.packets.damaged", "cause", "values", "Packets with a value list that contradicts itself"),
    COLLECTD_NESTED(
            145,
            "collectd.packets.damaged",
            "cause",
            "nested",
            "Packets with a signature or encryption inside another"),
    COLLECTD_UNSIGNED(
            146, "collectd.packets.refused", "cause", "unsigned", "Packets with parts that level sign does not take"),
    COLLECTD_UNENCRYPTED(
            147,
            "collectd.packets.refused",
            "cause",
            "unencrypted",
            "Packets with parts that level encrypt does not take"),
    COLLECTD_UNKNOWN_USER(
            148, "collectd.packets.refused", "cause", "unknown_user", "Packets of users that auth_file does not name"),
    COLLECTD_BAD_SIGNATURE(
            149,
            "collectd.packets.refused",
            "cause",
            "bad_signature",
            "Packets that were changed, or of a wrong password"),
    COLLECTD_BAD_CHECKSUM(
            150,
            "collectd.packets.refused",
            "cause",
            "bad_checksum",
            "Packets that were changed, or of a wrong password"),
    COLLECTD_REPLAYED(
            151,
            "collectd.packets.refused",
            "cause",
            "replayed",
            "Protected packets seen before, or older than replay_window"),
    COLLECTD_UNVERIFIED(
            152, "collectd.signatures.unverified", "Signatures taken on trust, since there is no auth_file"),
    REJECTED_IDENTITY(
            153, "metrics.rejected", "cause", "identity", "collectd values without host, plugin, type or time"),
    REJECTED_VALUE_COUNT(
            154,
            "metrics.rejected",
            "cause",
            "value_count",
            "collectd values of lists longer or shorter than their type"),
    REJECTED_NOTIFICATION(
            155,
            "metrics.rejected",
            "cause",
            "notification",
            "Notifications without time, host, text or a known severity"),
    COLLECTD_UNKNOWN_TYPE(
            156, "collectd.types.unknown", "Value lists of types that no types_db names; their values go by index"),
    COLLECTD_KIND_MISMATCH(
            157, "collectd.kinds.mismatched", "Values sent as another kind than their type's; taken as the type's"),
    COLLECTD_FILE_REFUSED(158, "collectd.files.refused", "Changed types_db or auth_file files that could not be read"),

    JOURNAL_APPENDED(160, "journal.entries.appended", "Events and data entries written to the journal"),
    JOURNAL_BYTES(161, "journal.bytes.appended", "Bytes written to the journal"),
    JOURNAL_RECOVERED(162, "journal.entries.recovered", "Entries that an earlier process left waiting in the journal"),
    JOURNAL_STORED(163, "journal.entries.stored", "Entries that the storage backend has acknowledged"),
    JOURNAL_REFUSED(164, "journal.entries.given-up", "cause", "disk", "Entries lost because the disk took no more"),
    JOURNAL_GIVEN_UP(
            165,
            "journal.entries.given-up",
            "cause",
            "limit",
            "Entries given up because the journal reached its limit"),
    JOURNAL_DAMAGED(
            166, "journal.entries.given-up", "cause", "damage", "Entries in records that were damaged on the disk"),
    JOURNAL_WAITING(
            167, Kind.GAUGE, "journal.entries.waiting", "Entries in the journal that the backend has not acknowledged"),
    JOURNAL_SYNCS(168, "journal.syncs.made", "Times the journal was brought to the disk"),
    JOURNAL_SEGMENTS(169, Kind.GAUGE, "journal.segments.live", "Journal files in use"),
    JOURNAL_DISK_BYTES(170, Kind.GAUGE, "journal.disk.bytes", "Bytes of journal files, also those ready for use"),
    JOURNAL_WAITING_BYTES(
            171, Kind.GAUGE, "journal.bytes.waiting", "Bytes in the journal that the backend has not acknowledged"),
    JOURNAL_OLDEST_MS(
            172, Kind.GAUGE, "journal.oldest.age-ms", "Age of the oldest entry that the backend has not acknowledged"),
    JOURNAL_COVERED_S(
            173,
            Kind.GAUGE,
            "journal.outage.covered-s",
            "How long the backend may be away until the journal is full, at the last minute's rate; 0 where nothing came yet"),

    HTTP_REQUESTS(180, "http.requests.received", "HTTP requests whose head was read"),
    HTTP_ANSWERED(181, "http.requests.answered", "class", "2xx", "HTTP requests that were granted"),
    HTTP_REFUSED(182, "http.requests.answered", "class", "4xx", "HTTP requests refused: bad, too large or too many"),
    HTTP_FAILED(183, "http.requests.answered", "class", "5xx", "HTTP requests that failed for overload or a fault"),
    HTTP_CONNECTIONS(184, Kind.GAUGE, "http.connections.open", "HTTP connections"),
    HTTP_CONNECTIONS_REFUSED(185, "http.connections.refused", "HTTP connections beyond the bound"),
    HTTP_CONNECTIONS_EXPIRED(
            186, "http.connections.expired", "HTTP connections closed because the client was idle or too slow"),
    HTTP_STREAMS_CUT(187, "http.streams.cut", "HTTP answers cut short because storage failed or the client went away"),
    HTTP_ROWS_SERVED(188, "http.rows.served", "Points, documents and keys written to HTTP answers"),
    HTTP_FAULTS(189, "http.faults.caught", "Exceptions behind an HTTP request; each answered with 500"),

    EMBEDDED_FLUSHES(200, "embedded.flushes.made", "Times the embedded store brought its memory to the disk"),
    EMBEDDED_RECHUNKED(201, "embedded.chunks.merged", "Small chunks that were replaced by larger ones"),
    EMBEDDED_EXPIRED_DAYS(202, "embedded.days.expired", "Days whose chunks were dropped at the end of their retention"),
    EMBEDDED_DISK_BYTES(203, Kind.GAUGE, "embedded.disk.bytes", "Bytes of the embedded store's live files"),

    CASSANDRA_STATEMENTS(
            210, "cassandra.statements.sent", "Statements asked of Cassandra, pages of results and repeats included"),
    CASSANDRA_RETRIED(211, "cassandra.writes.retried", "Rows sent again because a replica did not confirm them"),
    CASSANDRA_NODES(212, Kind.GAUGE, "cassandra.nodes.known", "Nodes of the Cassandra cluster"),
    CASSANDRA_NODES_UP(213, Kind.GAUGE, "cassandra.nodes.up", "Of these, nodes that answer"),

    DIRECTORY_ENTRIES(
            230, Kind.GAUGE, "directory.entries.read", "Standing queries in the directory when it was last read"),
    DIRECTORY_UNREADABLE(
            231, Kind.GAUGE, "directory.entries.unreadable", "Of what was read, entries that make no sense"),
    DIRECTORY_UNSTARTED(
            232, Kind.GAUGE, "directory.entries.unstarted", "Entries that are no program, or are beyond a limit"),
    DIRECTORY_FAULTS(233, "directory.calls.failed", "Times the directory did not answer"),

    CHAT_COMMANDS(240, "chat.commands.received", "Messages of people, each a command"),
    CHAT_COMMANDS_REFUSED(241, "chat.commands.refused", "Of these, answered with an error or not at all"),
    CHAT_SENT(242, "chat.messages.sent", "Messages handed to the chat: answers, events, summaries"),
    CHAT_HELD_BACK(243, "chat.results.held-back", "Results beyond a user's messages a minute; summaries tell of them"),
    CHAT_OVERRUN(244, "chat.results.overrun", "Of these, results that came faster than they could be looked at"),
    CHAT_WAITING(245, Kind.GAUGE, "chat.messages.waiting", "Messages that wait for the chat"),
    XMPP_LOGINS(246, "xmpp.logins.made", "Logins to the XMPP server, resumed streams included"),
    XMPP_LOSSES(247, "xmpp.connections.lost", "Connections to the XMPP server that broke or could not be made"),
    XMPP_RESENT(
            248, "xmpp.messages.resent", "Messages sent again because a broken connection left them unacknowledged"),
    XMPP_RECEIPTS(249, "xmpp.receipts.received", "Messages that the receiver's client has confirmed"),
    XMPP_UNDER_WAY(
            250, Kind.GAUGE, "xmpp.messages.under-way", "Messages that the XMPP server has not acknowledged yet"),
    XMPP_BOUNCED(251, "xmpp.messages.bounced", "Messages that the XMPP server could not deliver and sent back");

    /** What a reading means: a sum that only grows, or a level. */
    public enum Kind {
        COUNTER,
        GAUGE
    }

    private final int id;
    private final Kind kind;
    private final String family;
    private final String labelName;
    private final String labelValue;
    private final String help;

    CounterId(final int id, final String family, final String help) {
        this(id, Kind.COUNTER, family, "", "", help);
    }

    CounterId(final int id, final Kind kind, final String family, final String help) {
        this(id, kind, family, "", "", help);
    }

    CounterId(final int id, final String family, final String labelName, final String labelValue, final String help) {
        this(id, Kind.COUNTER, family, labelName, labelValue, help);
    }

    CounterId(
            final int id,
            final Kind kind,
            final String family,
            final String labelName,
            final String labelValue,
            final String help) {
        this.id = id;
        this.kind = kind;
        this.family = family;
        this.labelName = labelName;
        this.labelValue = labelValue;
        this.help = help;
    }

    /** Position in the counters file; never reused. */
    public int id() {
        return id;
    }

    public Kind kind() {
        return kind;
    }

    /** What is counted, in words joined by dots: place.thing.past-participle. */
    public String family() {
        return family;
    }

    /** Name of the label that tells members of a family apart; empty where the family has one member. */
    public String labelName() {
        return labelName;
    }

    /** Value of that label. */
    public String labelValue() {
        return labelValue;
    }

    /** One sentence for people. */
    public String help() {
        return help;
    }

    /** {@code family} or {@code family{name=value}}. */
    public String label() {
        return labelName.isEmpty() ? family : family + "{" + labelName + "=" + labelValue + "}";
    }
}
