package leela.io.input.line;

import static leela.engine.counters.CounterDescription.counter;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** Why lines are rejected, of every format that has one entry a line. Thread: immutable. */
public enum LineCounter implements Counter {
    VALUE(counter(410, "metrics.rejected", "cause", "value", "Lines whose value is no number")),
    TIME(counter(411, "metrics.rejected", "cause", "time", "Lines whose time is no number")),
    TAG(counter(412, "metrics.rejected", "cause", "tag", "Lines with a tag that has no name or no equals sign")),
    LENGTH(counter(413, "metrics.rejected", "cause", "line_length", "Lines or frames longer than there may be")),
    INCOMPLETE(counter(
            414, "metrics.rejected", "cause", "incomplete", "Lines or frames that ended with their connection"));

    private final CounterDescription description;

    LineCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
