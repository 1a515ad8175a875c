package leela.engine.ring;

import com.lmax.disruptor.RingBuffer;

/**
 * What makes the stages run: threads of their own, or those that publish.
 * Thread: the pipeline's; as the ring's observer any.
 */
interface Runner extends Ring.Observer {

    RingBuffer<Slot> buffer();

    void start();

    /**
     * Shows nothing more, and lets the handlers flush for the last time, as soon as none is in the middle of something.
     */
    void halt();

    /** Whether the handlers have flushed for the last time. */
    boolean hasEnded();
}
