package leela.adapters.embedded;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What the embedded store counts. Thread: immutable. */
public enum EmbeddedCounter implements Counter {
    FLUSHES(counter(200, "embedded.flushes.made", "Times the embedded store brought its memory to the disk")),
    RECHUNKED(counter(201, "embedded.chunks.merged", "Small chunks that were replaced by larger ones")),
    EXPIRED_DAYS(
            counter(202, "embedded.buckets.expired", "Days whose chunks were dropped at the end of their retention")),
    DISK_BYTES(gauge(203, "embedded.disk.bytes", "Bytes of the embedded store's live files")),
    EXPIRY_PAUSED(gauge(
            204,
            "embedded.expiry.paused",
            "Whether nothing is deleted, since the clock stands more than a day beyond all that has come")),
    ERRORS(counter(205, "embedded.rounds.errors", "Rounds of background work that failed; they are tried again"));

    private final CounterDescription description;

    EmbeddedCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
