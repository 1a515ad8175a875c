package leela.engine.ring;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds up whoever comes to it until it is opened.
 * Thread: any.
 */
final class Gate {

    private final CountDownLatch visited = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Waits until it is open; an interrupt lets the thread pass and stays. */
    void pass() {
        visited.countDown();
        boolean isOpen = false;
        while (!isOpen) {
            try {
                isOpen = opened.await(1, TimeUnit.MINUTES);
            } catch (final InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Whether somebody has come to it within half a minute. */
    boolean awaitVisitor() throws InterruptedException {
        return visited.await(30, TimeUnit.SECONDS);
    }

    void open() {
        opened.countDown();
    }
}
