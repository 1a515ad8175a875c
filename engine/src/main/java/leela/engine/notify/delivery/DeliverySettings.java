package leela.engine.notify.delivery;

/**
 * How deliveries are paced.
 * Thread: immutable.
 *
 * @param node        the engine's name, a part of each notice's
 * @param groupWaitNs how long the first of a group waits for others of it
 * @param capacity    transitions that wait for one recipient at most; beyond it the oldest are given up
 * @param hasReceipts whether messages tell how long it took until they were sent
 */
public record DeliverySettings(String node, long groupWaitNs, int capacity, boolean hasReceipts) {

    /** Recipients of one engine at most. */
    static final int MOST_RECIPIENTS = 10_000;

    /** Of so many notices without confirmation it is known which they were. */
    static final int MOST_UNCONFIRMED = 100;
}
