package leela.io.input.line;

import leela.engine.counters.EngineCounter;
import leela.engine.ring.Producer;

/** What a line lacks that has not the form of its protocol. Thread: the receiver's; immutable. */
public enum LineFault {
    GRAPHITE("it is not three words (expected: PATH VALUE TIME, and no blank in PATH)"),
    OPENTSDB_VERB("it begins with no known word (expected: put, version or help)"),
    OPENTSDB_SHORT("it is too short (expected: put METRIC TIME VALUE TAG=VALUE)"),
    STATSD("it has no such form (expected: NAME:VALUE|TYPE, and a type of c, g, ms, h, s or d)");

    private static final byte[] NO_KEY = {};

    private final String reason;

    LineFault(final String reason) {
        this.reason = reason;
    }

    /** Rejects the line in hand for it. */
    public void reject(final Producer producer) {
        if (producer.rejectAll(EngineCounter.REJECTED_MALFORMED, 1)) {
            producer.evidence().keep(EngineCounter.REJECTED_MALFORMED, producer.arrivalNs(), reason, NO_KEY);
        }
    }
}
