package leela.engine.runtime;

import java.util.function.Supplier;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;

/**
 * What takes memory to make, and waits here between its uses: what a request would throw away is what the collector
 * stops all threads for.
 * Thread: any.
 * Memory: as many as it was made for; what comes beyond is let go.
 */
public final class Spares<T> {

    private final ManyToManyConcurrentArrayQueue<T> waiting;
    private final Supplier<T> maker;

    /** Keeps {@code most} of them, 2 or more, rounded up to a power of two. */
    public Spares(final int most, final Supplier<T> maker) {
        waiting = new ManyToManyConcurrentArrayQueue<>(most);
        this.maker = maker;
    }

    /** One that was given back, else a new one. */
    public T take() {
        final T spare = waiting.poll();
        return spare == null ? maker.get() : spare;
    }

    /** Gives one back: nobody uses it any more. */
    public void give(final T used) {
        waiting.offer(used);
    }
}
