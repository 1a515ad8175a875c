package leela.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DutyCycleTest {

    private static final long SECOND = Clock.NANOS_PER_SECOND;

    private final DutyCycle cycle = new DutyCycle();

    @Test
    void shouldTellTimeAtWorkLongestTurnAndStalls() {
        turn(10, 13);
        turn(20, 20 + DutyCycle.STALL_NS);
        turn(SECOND, SECOND + DutyCycle.STALL_NS - 1);

        assertThat(cycle.read(2 * SECOND))
                .isEqualTo(new DutyCycle.Figures(3 + 2 * DutyCycle.STALL_NS - 1, DutyCycle.STALL_NS, 1));
    }

    @Test
    void shouldTellOfATurnThatGoesOn() {
        turn(10, 13);
        cycle.begin(SECOND);
        cycle.begin(2 * SECOND);

        assertThat(cycle.read(5 * SECOND)).isEqualTo(new DutyCycle.Figures(3, 4 * SECOND, 0));
        cycle.end(6 * SECOND);
        cycle.end(7 * SECOND);
        assertThat(cycle.read(7 * SECOND)).isEqualTo(new DutyCycle.Figures(3 + 5 * SECOND, 5 * SECOND, 1));
    }

    /** The window of the long turn begins with its end, at second 0; short ones come at the given second, or none. */
    @ParameterizedTest
    @CsvSource({
        "-1, 59, 7",
        "-1, 119, 7",
        "-1, 120, 0",
        "60, 61, 7",
        "60, 119, 7",
        "60, 120, 1",
        "119, 120, 7",
        "119, 178, 7",
        "119, 179, 1",
        "120, 121, 1",
        "30, 31, 7"
    })
    void shouldForgetTheLongestTurnAfterAMinuteOrTwo(final long shortAt, final long readAt, final long expected) {
        turn(-7, 0);
        if (shortAt >= 0) {
            turn(shortAt * SECOND - 1, shortAt * SECOND);
        }
        assertThat(cycle.read(readAt * SECOND).longestNs()).isEqualTo(expected);
    }

    @Test
    void shouldTakeLongWorkForNoStall() throws InterruptedException {
        final long tooLong = DutyCycle.LONG_STALL_NS;
        final DutyCycle.Figures figures = onAThread("long-work", nowNs -> {
            final DutyCycle own = DutyCycle.ofThisThreadsLongWork();
            own.add(tooLong - 1, nowNs);
            own.add(tooLong, nowNs);
        });
        assertThat(figures).isEqualTo(new DutyCycle.Figures(2 * tooLong - 1, tooLong, 1));
    }

    @Test
    void shouldBeOfTheThreadThatCalls() throws InterruptedException {
        assertThat(onAThread("own-turns", nowNs -> DutyCycle.ofThisThread().add(5, nowNs)))
                .isEqualTo(new DutyCycle.Figures(5, 5, 0));
        assertThat(onAThread("no-turns", nowNs -> {})).isNull();
        // no thread of the engine's: nobody reads it, and it does no harm
        DutyCycle.ofThisThread().add(5, 0);
    }

    @Test
    void shouldBringThreadsOfOneNameTogether() {
        assertThat(new DutyCycle.Figures(1, 20, 3).with(new DutyCycle.Figures(10, 2, 30)))
                .isEqualTo(new DutyCycle.Figures(11, 20, 33));
    }

    /** What is told of a thread of this name while it lives. */
    private static DutyCycle.Figures onAThread(final String name, final LongConsumer body) throws InterruptedException {
        final Clock clock = new SystemClock();
        final CountDownLatch isDone = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);
        final Thread thread = NamedThreads.named(name, fault -> {}, () -> {
            body.accept(clock.ticksNs());
            isDone.countDown();
            try {
                mayEnd.await();
            } catch (final InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        isDone.await();
        final Map<String, DutyCycle.Figures> figures = EngineThread.figures(clock.ticksNs());
        mayEnd.countDown();
        thread.join();
        return figures.get(name);
    }

    private void turn(final long beginNs, final long endNs) {
        cycle.begin(beginNs);
        cycle.end(endNs);
    }
}
