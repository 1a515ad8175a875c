package leela.engine.notify.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import leela.engine.runtime.Signal;

/**
 * Notices that are about to go out wait here until that is on the disk: one sync for all that wait.
 * Thread: {@link #await} that of a way; the others the deliveries'.
 * Errors: {@link IllegalStateException} where it is not kept: then nothing may be sent.
 */
final class Begins {

    private static final int TIMEOUT_MS = 10_000;

    private record Begun(RecipientQueue queue, Notice notice, CompletableFuture<Boolean> isKept) {}

    private final OutboxJournal journal;
    private final Signal signal;
    private final Queue<Begun> waiting = new ConcurrentLinkedQueue<>();
    private volatile Thread worker;

    Begins(final OutboxJournal journal, final Signal signal) {
        this.journal = journal;
        this.signal = signal;
    }

    /** Returns once it is on the disk that this notice may arrive from here on. */
    void await(final RecipientQueue queue, final Notice notice) {
        final Begun begun = new Begun(queue, notice, new CompletableFuture<>());
        waiting.add(begun);
        if (Thread.currentThread() == worker) {
            keep();
        } else {
            signal.raise();
        }
        try {
            if (!begun.isKept().get(TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("it is not under way any more");
            }
        } catch (final TimeoutException | ExecutionException late) {
            throw new IllegalStateException("the outbox does not keep that it is sent", late);
        } catch (final InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the engine is about to end", closing);
        }
    }

    /** Brings all that wait to the disk. */
    void keep() {
        worker = Thread.currentThread();
        final List<Begun> all = new ArrayList<>();
        for (Begun next = waiting.poll(); next != null; next = waiting.poll()) {
            if (!next.queue().begin(next.notice())) {
                next.isKept().complete(false);
                continue;
            }
            journal.append(new DeliveryRecord.Attempted(
                    next.notice().recipient(), next.notice().numbers()));
            all.add(next);
        }
        journal.sync();
        all.forEach(one -> one.isKept().complete(true));
    }

    /** Nothing goes out any more. */
    void refuse() {
        waiting.forEach(late -> late.isKept().complete(false));
    }
}
