package leela.ops.admin;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import leela.engine.runtime.NamedThreads;
import org.agrona.ErrorHandler;

/**
 * Runs commands that take their time, one at once: none waits behind another, so that none keeps a connection for
 * long.
 * Thread: a command runs on {@code leela-admin}; the methods are the control thread's.
 */
final class CommandWorker {

    private final ExecutorService thread;
    private final Runnable wake;
    private final Queue<Runnable> done = new ConcurrentLinkedQueue<>();
    private String running = "";

    /** {@code wake} makes the control thread call {@link #deliver}. */
    CommandWorker(final Runnable wake, final ErrorHandler onError) {
        this.wake = wake;
        thread = Executors.newSingleThreadExecutor(new NamedThreads("leela-admin", onError));
    }

    /** Runs a command, and hands its answer over at a later {@link #deliver}; refuses while another runs. */
    void run(final String command, final Supplier<Answer> body, final Consumer<Answer> onDone) {
        if (!running.isEmpty()) {
            throw new ControlException(
                    "the engine is busy with the command " + running + "; ask again when it is done");
        }
        running = command;
        thread.execute(() -> {
            final Answer answer = body.get();
            done.add(() -> {
                running = "";
                onDone.accept(answer);
            });
            wake.run();
        });
    }

    /** Hands over what is done. */
    void deliver() {
        for (Runnable next = done.poll(); next != null; next = done.poll()) {
            next.run();
        }
    }

    /** Takes no more, and interrupts what runs: its answer says why it did not end. */
    void end() {
        thread.shutdownNow();
    }
}
