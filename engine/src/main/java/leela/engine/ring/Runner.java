package leela.engine.ring;

import com.lmax.disruptor.RingBuffer;

/**
 * What makes the stages run: threads of their own, or those that publish.
 * Thread: {@link #onPublished}, {@link #onCommanded} any; the others the pipeline's.
 */
interface Runner {

    RingBuffer<Slot> buffer();

    void start();

    /** The calling thread has published something; nobody ever interrupts it. */
    void onPublished();

    /** The calling thread, which others may interrupt, has published a command. */
    void onCommanded();

    /** Shows nothing more, and lets the handlers flush for the last time, as soon as none is in the middle of something. */
    void halt();

    /** Whether the handlers have flushed for the last time. */
    boolean hasEnded();
}
