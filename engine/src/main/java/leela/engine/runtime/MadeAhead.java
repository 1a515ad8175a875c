package leela.engine.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Something that is wanted soon, made by a thread that has nothing else to do. Where that has not begun when it is
 * wanted, it never does: so nobody waits but for work that goes on. Where it is not wanted any more, who makes it
 * closes it: so nobody waits for that at all.
 * Thread: {@link #run} is the maker's; {@link #take} and {@link #close} are those of who wants it, one at a time.
 * Memory: what is made, until it is taken or closed.
 * Errors: what the maker met is thrown where it is taken.
 */
public final class MadeAhead<T extends AutoCloseable> implements Runnable, AutoCloseable {

    private enum State {
        /** Nobody has begun. */
        WANTED,
        BEGUN,
        MADE,
        /** It was taken, or nobody wants it. */
        OVER
    }

    private final Function<MadeAhead<T>, T> maker;
    private final AtomicReference<State> state = new AtomicReference<>(State.WANTED);
    private final CountDownLatch end = new CountDownLatch(1);
    /** These are the maker's until its end. */
    private T made;

    private RuntimeException fault = new IllegalStateException("it was begun and not ended");

    /** The maker is to look at {@link #isWanted} every now and then, and may end at once where it is not. */
    public MadeAhead(final Function<MadeAhead<T>, T> maker) {
        this.maker = maker;
    }

    @Override
    public void run() {
        if (!state.compareAndSet(State.WANTED, State.BEGUN)) {
            return;
        }
        try {
            made = maker.apply(this);
            fault = null;
        } catch (final RuntimeException met) {
            fault = met;
        } finally {
            if (!state.compareAndSet(State.BEGUN, State.MADE)) {
                release();
            }
            end.countDown();
        }
    }

    /** False once it has been given up. Thread: any. */
    public boolean isWanted() {
        return state.get() != State.OVER;
    }

    /** What was made, which is the caller's from now on; null where nobody had begun, and nobody will. */
    public T take() throws InterruptedException {
        if (state.compareAndSet(State.WANTED, State.OVER)) {
            return null;
        }
        end.await();
        if (fault != null) {
            throw fault;
        }
        final T taken = made;
        made = null;
        return taken;
    }

    /** Gives up what was not taken. */
    @Override
    public void close() {
        if (state.getAndSet(State.OVER) == State.MADE) {
            release();
        }
    }

    private void release() {
        final T left = made;
        made = null;
        if (left == null) {
            return;
        }
        try {
            left.close();
        } catch (final RuntimeException met) {
            throw met;
        } catch (final Exception met) {
            throw new IllegalStateException(met);
        }
    }
}
