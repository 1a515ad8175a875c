package leela.engine.notify.delivery;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import leela.engine.notify.Outcome;
import leela.engine.runtime.Signal;

/**
 * What is sent by no queue and without a trace, to see what becomes of it.
 * Thread: {@link #run} the deliveries', which does what others have added.
 * Memory: what was added since its last round.
 */
final class TriedOut {

    private final Queue<Runnable> bodies = new ConcurrentLinkedQueue<>();
    private final Signal signal;

    TriedOut(final Signal signal) {
        this.signal = signal;
    }

    void send(final Recipient recipient, final Notice notice, final Consumer<Outcome> onOutcome) {
        add(() -> {
            if (!recipient.notifier().isConnected()
                    || !recipient.notifier().trySend(notice.recipient(), notice, onOutcome)) {
                onOutcome.accept(Outcome.retry("it is not connected just now"));
            }
        });
    }

    void add(final Runnable body) {
        bodies.add(body);
        signal.raise();
    }

    void run() {
        for (Runnable next = bodies.poll(); next != null; next = bodies.poll()) {
            next.run();
        }
    }
}
