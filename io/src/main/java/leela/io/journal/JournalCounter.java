package leela.io.journal;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What the journal counts. Thread: immutable. */
public enum JournalCounter implements Counter {
    APPENDED(counter(160, "journal.entries.appended", "Events and data entries written to the journal")),
    BYTES(counter(161, "journal.bytes.appended", "Bytes written to the journal")),
    RECOVERED(counter(162, "journal.entries.recovered", "Entries that an earlier process left waiting in the journal")),
    STORED(counter(163, "journal.entries.stored", "Entries that the storage backend has acknowledged")),
    DISCARDED_DISK(
            counter(164, "journal.entries.discarded", "cause", "disk", "Entries lost because the disk took no more")),
    DISCARDED_LIMIT(counter(
            165,
            "journal.entries.discarded",
            "cause",
            "limit",
            "Entries given up because the journal reached its limit")),
    DISCARDED_DAMAGE(counter(
            166, "journal.entries.discarded", "cause", "damage", "Entries in records that were damaged on the disk")),
    WAITING(gauge(167, "journal.entries.waiting", "Entries in the journal that the backend has not acknowledged")),
    SYNCS(counter(168, "journal.syncs.made", "Times the journal was brought to the disk")),
    SEGMENTS(gauge(169, "journal.segments.live", "Journal files in use")),

    DISK_BYTES(gauge(170, "journal.disk.bytes", "Bytes of journal files, also those ready for use")),
    WAITING_BYTES(gauge(171, "journal.bytes.waiting", "Bytes in the journal that the backend has not acknowledged")),
    OLDEST_MS(gauge(172, "journal.oldest.age-ms", "Age of the oldest entry that the backend has not acknowledged")),
    COVERED_S(gauge(
            173,
            "journal.outage.covered-s",
            "How long the backend may be unavailable until the journal is full, at the last minute's rate; 0 "
                    + "where nothing came yet")),
    DAMAGED_SEGMENTS(
            counter(174, "journal.segments.damaged", "Journal files put aside because nothing in them could be read")),
    OLDEST(gauge(175, "journal.position.waiting", "Position of the first entry that waits in the journal")),
    END(gauge(176, "journal.position.end", "Position behind the last entry in the journal")),
    UNKEPT_SEGMENTS(counter(
            177,
            "journal.copies.refused",
            "Damaged journal files of which no copy was kept, since there were as many as there may be"));

    private final CounterDescription description;

    JournalCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
