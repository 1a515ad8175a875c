package leela.engine.ring;

import leela.engine.counters.EngineCounter;

/** Inputs of tests, one for each thing that a full ring can mean. Thread: immutable. */
public final class TestSource {

    /** One that waits while the ring is full. */
    public static final Source WAITING = Source.waiting(EngineCounter.RECEIVED_SELF);
    /** One that is refused while the ring is full. */
    public static final Source REFUSED = Source.refused(EngineCounter.RECEIVED_SELF);

    private TestSource() {}
}
