package leela.adapters.directory;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of the directory of standing queries, whatever keeps it. Thread: immutable. */
public enum DirectoryCounter implements Counter {
    ENTRIES(gauge(230, "directory.entries.read", "Standing queries in the directory when it was last read")),
    UNREADABLE(gauge(231, "directory.entries.unreadable", "Of what was read, entries that make no sense")),
    UNSTARTED(gauge(232, "directory.entries.unstarted", "Entries that are no program, or are beyond a limit")),
    ERRORS(counter(233, "directory.calls.failed", "Times the directory did not answer")),
    RESTORED(counter(234, "directory.entries.restored", "Entries that the directory had lost, written back"));

    private final CounterDescription description;

    DirectoryCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
