package leela.io.http.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class WorkersTest {

    private static final Runnable NOTHING = () -> {};

    @Test
    void shouldRunAtOnceOnlyWhereAThreadHasNothingToDo() throws InterruptedException {
        final CountDownLatch go = new CountDownLatch(1);
        final CountDownLatch helped = new CountDownLatch(1);
        final Workers workers = new Workers("test-workers", 2, 2, fault -> {
            throw new AssertionError(fault);
        });
        try {
            workers.execute(() -> await(go));

            assertThat(workers.executeAtOnce(() -> {
                        helped.countDown();
                        await(go);
                    }))
                    .isTrue();
            helped.await();

            assertThat(workers.executeAtOnce(NOTHING)).isFalse();
        } finally {
            go.countDown();
            workers.close();
        }
        assertThat(workers.executeAtOnce(NOTHING)).as("behind its end").isFalse();
    }

    private static void await(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
