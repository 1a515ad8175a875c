package leela.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whatever becomes of what is made ahead, it is closed once. */
final class MadeAheadTest {

    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch isBegun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    /** What has to be closed. */
    private final class Made implements AutoCloseable {
        private Made() {
            open.incrementAndGet();
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    private final MadeAhead<Made> atOnce = new MadeAhead<>(made -> new Made());

    /** Is made until the test lets it end. */
    private final MadeAhead<Made> slow = new MadeAhead<>(made -> {
        final Made begun = new Made();
        isBegun.countDown();
        try {
            mayEnd.await();
        } catch (final InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
        return begun;
    });

    private Thread begin() throws InterruptedException {
        final Thread maker = new Thread(slow);
        maker.start();
        isBegun.await();
        return maker;
    }

    @Test
    void shouldGiveWhatWasMadeToWhoTakesIt() throws Exception {
        atOnce.run();

        try (Made taken = atOnce.take()) {
            atOnce.close();
            assertThat(taken).isNotNull();
            assertThat(open).hasValue(1);
        }
        assertThat(open).hasValue(0);
    }

    @Test
    void shouldNeverBeginWhatWasTakenBefore() throws Exception {
        assertThat(atOnce.take()).isNull();

        atOnce.run();

        assertThat(open).hasValue(0);
    }

    @Test
    void shouldCloseWhatNobodyTook() {
        atOnce.run();

        atOnce.close();
        atOnce.close();

        assertThat(open).hasValue(0);
    }

    @Test
    void shouldHaveTheMakerCloseWhatIsGivenUpMeanwhile() throws Exception {
        final Thread maker = begin();

        slow.close();

        assertThat(slow.isWanted()).isFalse();
        assertThat(open).as("closed by who has it in hand").hasValue(1);
        mayEnd.countDown();
        maker.join();
        assertThat(open).hasValue(0);
    }

    @Test
    void shouldCloseWhatSomebodyCouldNotWaitFor() throws Exception {
        final Thread maker = begin();
        Thread.currentThread().interrupt();

        assertThatThrownBy(slow::take).isInstanceOf(InterruptedException.class);

        slow.close();
        mayEnd.countDown();
        maker.join();
        assertThat(open).hasValue(0);
    }

    @Test
    void shouldTellWhatTheMakerMet() {
        final MadeAhead<Made> broken = new MadeAhead<>(made -> {
            throw new IllegalArgumentException("away");
        });

        broken.run();

        assertThatThrownBy(broken::take)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("away");
        broken.close();
    }
}
