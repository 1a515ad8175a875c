package leela.engine.batch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import leela.engine.spi.StoreException;

/**
 * Something to be done with the store between two writes, once everything that was in the log before is with it.
 * Thread: {@link #await} whoever asked; everything else the batcher's, but the call itself, which the store's thread
 * makes.
 * Errors: {@link StoreException} out of {@link #await}.
 */
final class StoreTask {

    private static final long UNKNOWN = -1;

    private final LongConsumer call;
    private final Runnable behind;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final AtomicBoolean isTaken = new AtomicBoolean();
    private long position = UNKNOWN;
    private boolean isWrittenBefore;
    private Throwable failure;

    /** {@code call} gets a version of its own, {@code behind} follows on the batcher's thread if that went well. */
    StoreTask(final LongConsumer call, final Runnable behind) {
        this.call = call;
        this.behind = behind;
    }

    /** Looks how far the store has got: everything up to {@code end}, as it is now, must be there. */
    void look(final long end, final long stored) {
        if (position == UNKNOWN) {
            position = end;
        }
        isWrittenBefore |= stored >= position;
    }

    /** Nothing was left to be written. */
    void onIdle() {
        isWrittenBefore = true;
    }

    boolean isDue() {
        return isWrittenBefore;
    }

    /** Whether it may begin; whoever asked has not given up. */
    boolean begin() {
        return isTaken.compareAndSet(false, true);
    }

    /** Never throws: what fails is not done again. */
    void run(final long version) {
        try {
            call.accept(version);
        } catch (final Throwable fault) {
            failure = fault;
        }
    }

    void end() {
        if (failure == null) {
            behind.run();
            done.complete(null);
        } else {
            done.completeExceptionally(failure);
        }
    }

    /** It will not be done. */
    void refuse(final String reason) {
        done.completeExceptionally(new StoreException(reason, true, null));
    }

    /** Waits until it is done; gives up if it has not begun in time. */
    void await(final long timeoutMs) throws InterruptedException {
        try {
            try {
                done.get(timeoutMs, TimeUnit.MILLISECONDS);
            } catch (final TimeoutException slow) {
                if (begin()) {
                    throw new StoreException(
                            "What is in the journal could not be written in time; nothing was done.", true, slow);
                }
                done.get(timeoutMs, TimeUnit.MILLISECONDS);
            }
        } catch (final TimeoutException slow) {
            throw new StoreException("The store has not answered in time; it may be done yet.", true, slow);
        } catch (final ExecutionException failed) {
            throw failed.getCause() instanceof StoreException known
                    ? known
                    : new StoreException("The store failed: " + failed.getCause() + ".", true, failed.getCause());
        }
    }
}
