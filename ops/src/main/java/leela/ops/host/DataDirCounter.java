package leela.ops.host;

import static leela.engine.counters.CounterDescription.gauge;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** The room of the file system of data_dir. Thread: immutable. */
public enum DataDirCounter implements Counter {
    FREE(gauge(310, "data-dir.free.bytes", "Bytes that are free for the engine on the file system of data_dir")),
    SIZE(gauge(311, "data-dir.size.bytes", "Bytes of the file system of data_dir, free or not")),
    LOW(gauge(312, "data-dir.free.low", "Whether that is little: 1 below 5 % of it and below 1 GiB, else 0"));

    private final CounterDescription description;

    DataDirCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
