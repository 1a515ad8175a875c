package leela.io.unix;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;

/**
 * Tells the proc thread which connections have results, and wakes it only where it sleeps: one wake-up a batch at most.
 * Thread: {@link #add} the query thread; the others the proc thread; {@link #wake} any.
 * Memory: nothing per call; room for every connection once.
 */
final class ReadyList implements AutoCloseable {

    private final OneToOneConcurrentArrayQueue<ProcConnection> queue;
    private final Selector selector = Selector.open();
    private final AtomicBoolean isAsleep = new AtomicBoolean();

    ReadyList(final int maxConnections) throws IOException {
        queue = new OneToOneConcurrentArrayQueue<>(2 * maxConnections);
    }

    Selector selector() {
        return selector;
    }

    /** The connection is in the list at most once at a time, so there is always room. */
    void add(final ProcConnection connection) {
        queue.offer(connection);
        // the sleeper sets its flag, then looks at the queue; we fill the queue, then look at its flag
        VarHandle.fullFence();
        if (isAsleep.get() && isAsleep.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    void wake() {
        selector.wakeup();
    }

    /** Waits until a socket or a result is ready, {@code timeoutMs} at most if that is positive, and shows the sockets. */
    void await(final Consumer<SelectionKey> sockets, final long timeoutMs) throws IOException {
        isAsleep.set(true);
        if (queue.isEmpty()) {
            selector.select(sockets, timeoutMs);
        } else {
            selector.selectNow(sockets);
        }
        isAsleep.set(false);
    }

    /** The next connection with results, or null. */
    ProcConnection poll() {
        return queue.poll();
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
