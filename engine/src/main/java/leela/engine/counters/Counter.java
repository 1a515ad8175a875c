package leela.engine.counters;

/**
 * A number the engine keeps about itself. Each part declares its own in an enum beside it; ids are unique over all of
 * them and never reused: 0-99 engine, 100-199 io, 200-299 adapters, 300-399 ops, 400-499 io again.
 * Thread: immutable.
 */
public interface Counter {

    /** What a reading means: a sum that only grows, or a level. */
    enum Kind {
        COUNTER,
        GAUGE
    }

    CounterDescription description();

    /** Its place in the counters file. */
    default int id() {
        return description().id();
    }
}
