package leela.adapters.notice;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import leela.engine.notify.Outcome;
import leela.engine.runtime.NamedThreads;

/** Takes outcomes for a test, and gives notifiers threads. */
public final class Outcomes implements Consumer<Outcome> {

    private static final int PATIENCE_S = 20;

    private final BlockingQueue<Outcome> told = new LinkedBlockingQueue<>();

    @Override
    public void accept(final Outcome outcome) {
        told.add(outcome);
    }

    /** The next outcome. */
    public Outcome next() throws InterruptedException {
        final Outcome next = told.poll(PATIENCE_S, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no outcome");
        }
        return next;
    }

    /** For messages over HTTP. */
    public static PostLoop posts() {
        return new PostLoop(threads(), fault -> {
            throw new AssertionError(fault);
        });
    }

    /** A thread for each task. */
    public static Executor threads() {
        final NamedThreads threads = new NamedThreads("test-out", fault -> {
            throw new AssertionError(fault);
        });
        return task -> threads.newThread(task).start();
    }
}
