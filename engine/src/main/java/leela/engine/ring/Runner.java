package leela.engine.ring;

import com.lmax.disruptor.RingBuffer;

/**
 * What makes the stages run: threads of their own, or those that publish.
 * Thread: the graph's; as the ring's observer any.
 */
interface Runner extends Ring.Observer {

    RingBuffer<Slot> buffer();

    void start();

    /** Shows the handlers all that was published, on the calling thread; only where they have no other. */
    default void step() {
        throw new IllegalStateException("the handlers of this ring run by themselves");
    }

    /** The ring is closed: shows the handlers what is left, where nobody else does. */
    default void showRest() {}

    /**
     * Shows nothing more, and lets the handlers flush for the last time, as soon as none is in the middle of something.
     */
    void halt();

    /** Whether the handlers have flushed for the last time. */
    boolean hasEnded();
}
