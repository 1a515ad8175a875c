package leela.engine.ring;

import leela.engine.counters.Counter;
import leela.engine.counters.EngineCounter;

/**
 * Where entries come from: each input has its own account in the ledger.
 * Thread: immutable.
 *
 * @param received        what counts its entries, whatever becomes of them
 * @param whenFull        what a full ring means for it
 * @param isForQueries    its entries go to the standing queries alone, and into an account of their own, since they
 *                        never reach storage
 */
public record Source(Counter received, WhenFull whenFull, boolean isForQueries) {

    /** The engine's own figures. */
    public static final Source SELF = waiting(EngineCounter.RECEIVED_SELF);
    /** Results of recording programs. */
    public static final Source RECORDED = waiting(EngineCounter.RECEIVED_RECORDED);
    /** Events for the standing queries alone. */
    public static final Source QUERIES = new Source(EngineCounter.QUERY_EVENTS_RECEIVED, WhenFull.WAIT, true);

    /** What becomes of entries that the ring has no room for. */
    public enum WhenFull {
        /** They wait, and the socket is not read on: the sender blocks, or the kernel counts what it drops. */
        WAIT,
        /** They are refused: the sender is told to come again. */
        REFUSE
    }

    /** One whose socket is not read on while the ring is full. */
    public static Source waiting(final Counter received) {
        return new Source(received, WhenFull.WAIT, false);
    }

    /** One whose senders are told to come again while the ring is full. */
    public static Source refused(final Counter received) {
        return new Source(received, WhenFull.REFUSE, false);
    }

    /** The counter of a rejection; the queries have one for all causes. */
    Counter rejected(final Counter cause) {
        return isForQueries ? EngineCounter.QUERY_EVENTS_REJECTED : cause;
    }

    /** The counter of what a closed ring did not take. */
    Counter dropped() {
        return rejected(EngineCounter.DROPPED_SHUTDOWN);
    }

    /** What it is called. */
    String name() {
        return isForQueries ? "queries" : received.description().labelValue();
    }

    /** What its events are in the ring. */
    Slot.Kind eventKind() {
        return isForQueries ? Slot.Kind.QUERY_EVENT : Slot.Kind.EVENT;
    }
}
