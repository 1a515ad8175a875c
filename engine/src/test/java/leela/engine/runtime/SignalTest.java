package leela.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class SignalTest {

    private final Signal signal = new Signal();

    @Test
    void shouldKeepOneThatWasRaisedBefore() {
        signal.raise();

        signal.await(Signal.FOREVER);
    }

    @Test
    void shouldEndTheWaitAfterItsTime() {
        final Clock clock = new SystemClock();
        final long startNs = clock.ticksNs();
        while (clock.ticksNs() - startNs < 1_000_000) { // it may return early
            signal.await(1_000_000);
        }
    }

    @Test
    void shouldMissNothingThatIsHandedOver() throws InterruptedException {
        handOver(20_000);
    }

    @Test
    @Tag("slow")
    void shouldMissNothingHoweverOftenItIsHandedOver() throws InterruptedException {
        handOver(1_000_000);
    }

    /**
     * Two threads hand a number back and forth without a time limit: one signal missed, and both would wait for ever.
     */
    private void handOver(final int rounds) throws InterruptedException {
        final Signal back = new Signal();
        final AtomicInteger forth = new AtomicInteger();
        final AtomicLong echoed = new AtomicLong();
        final Thread echo = NamedThreads.named("echo", error -> {}, () -> {
            for (int i = 1; i <= rounds; i++) {
                while (forth.get() < i) {
                    signal.await(Signal.FOREVER);
                }
                echoed.set(i);
                back.raise();
            }
        });
        echo.start();
        for (int i = 1; i <= rounds; i++) {
            forth.set(i);
            signal.raise();
            while (echoed.get() < i) {
                back.await(Signal.FOREVER);
            }
        }
        echo.join();

        assertThat(echoed).hasValue(rounds);
    }
}
