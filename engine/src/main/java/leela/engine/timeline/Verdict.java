package leela.engine.timeline;

import leela.engine.counters.CounterId;

/** What becomes of a metric. Thread: immutable. */
public enum Verdict {
    EMITTED(CounterId.EMITTED, "gives an event"),
    FIRST(CounterId.ABSORBED_FIRST, "is stored: the first sample of its series"),
    OLD(CounterId.ABSORBED_OLD, "is ignored: not newer than the stored sample"),
    EARLY(CounterId.ABSORBED_EARLY, "is ignored: the clock period is not over"),
    ACCUMULATED(CounterId.ABSORBED_ACCUMULATED, "is added to the stored sample"),
    COUNTER_RESET(CounterId.ABSORBED_COUNTER_RESET, "is stored: the counter was reset"),
    EXPIRED(CounterId.ABSORBED_EXPIRED, "is stored: the sample before it is older than ttl");

    private final CounterId counter;
    private final String sentence;

    Verdict(final CounterId counter, final String sentence) {
        this.counter = counter;
        this.sentence = sentence;
    }

    CounterId counter() {
        return counter;
    }

    /** For people: the metric … */
    public String sentence() {
        return sentence;
    }
}
