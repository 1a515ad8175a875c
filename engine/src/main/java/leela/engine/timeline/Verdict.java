package leela.engine.timeline;

import leela.engine.counters.Counter;
import leela.engine.counters.EngineCounter;

/** What becomes of a metric. Thread: immutable. */
public enum Verdict {
    EMITTED(EngineCounter.EMITTED, "gives an event"),
    FIRST(EngineCounter.ABSORBED_FIRST, "is stored: the first sample of its series"),
    OLD(EngineCounter.ABSORBED_OLD, "is ignored: not newer than the stored sample"),
    EARLY(EngineCounter.ABSORBED_EARLY, "is ignored: the clock period is not over"),
    ACCUMULATED(EngineCounter.ABSORBED_ACCUMULATED, "is added to the stored sample"),
    COUNTER_RESET(EngineCounter.ABSORBED_COUNTER_RESET, "is stored: the counter was reset"),
    EXPIRED(EngineCounter.ABSORBED_EXPIRED, "is stored: the sample before it is older than ttl"),
    BOUNDS(EngineCounter.ABSORBED_BOUNDS, "gives no event: its value is outside of its type's bounds"),
    RESTARTED(EngineCounter.ABSORBED_RESTARTED, "is stored: the sender's clock was set back, the series starts anew");

    private final Counter counter;
    private final String sentence;

    Verdict(final Counter counter, final String sentence) {
        this.counter = counter;
        this.sentence = sentence;
    }

    Counter counter() {
        return counter;
    }

    /** For people: the metric … */
    public String sentence() {
        return sentence;
    }
}
