package leela.io.output.proc;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import leela.engine.runtime.Clock;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;

/**
 * Tells the proc thread which connections have results, and wakes it only where it sleeps: one wake-up a batch at most.
 * A result that comes alone is written at once instead, by the query thread: that costs it no more than the wake-up,
 * and spares the result one.
 * Thread: {@link #add} the query thread; the others the proc thread; {@link #wake} any.
 * Memory: nothing per call; room for every connection once.
 */
final class ReadyList<C extends ReadyList.Client> implements AutoCloseable {

    /** Whose results are ready. */
    interface Client {

        /** Writes them, where that takes no more than one call; false if the proc thread has still something to do. */
        boolean tryWrite();
    }

    /** What comes sooner after a write by the query thread belongs to the same batch. */
    private static final long ALONE_NS = 20_000;

    private final Clock clock;
    private final OneToOneConcurrentArrayQueue<C> queue;
    private final Selector selector;
    private final AtomicBoolean isAsleep = new AtomicBoolean();
    private long writtenNs; // query thread

    /** Takes the selector over. */
    ReadyList(final int maxConnections, final Clock clock, final Selector selector) {
        this.clock = clock;
        this.selector = selector;
        writtenNs = clock.ticksNs();
        queue = new OneToOneConcurrentArrayQueue<>(2 * maxConnections);
    }

    Selector selector() {
        return selector;
    }

    /** A client is in the list at most once at a time, so there is always room. */
    void add(final C client) {
        if (isAsleep.get() && clock.ticksNs() - writtenNs >= ALONE_NS && client.tryWrite()) {
            writtenNs = clock.ticksNs();
            return;
        }
        queue.offer(client);
        // the sleeper sets its flag, then looks at the queue; we fill the queue, then look at its flag
        VarHandle.fullFence();
        if (isAsleep.get() && isAsleep.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    void wake() {
        selector.wakeup();
    }

    /**
     * Waits until a socket or a result is ready, {@code timeoutMs} at most if that is positive, and shows the sockets.
     */
    void await(final Consumer<SelectionKey> sockets, final long timeoutMs) throws IOException {
        isAsleep.set(true);
        if (queue.isEmpty()) {
            selector.select(sockets, timeoutMs);
        } else {
            selector.selectNow(sockets);
        }
        isAsleep.set(false);
    }

    /** The next client with results, or null. */
    C poll() {
        return queue.poll();
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
