package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import leela.engine.runtime.ManualClock;
import leela.engine.spi.StoreException;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.errors.ErrorLogReader;
import org.junit.jupiter.api.Test;

/** Where exceptions end. */
class ErrorReporterTest {

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 16));
    private final AtomicInteger stops = new AtomicInteger();
    private final ErrorReporter faults = new ErrorReporter(buffer, new ManualClock(0), stops::incrementAndGet);

    @Test
    void shouldCountEachDistinctFaultInTheMappedLog() {
        for (int i = 0; i < 3; i++) {
            faults.onError(new IllegalStateException("the same"));
        }
        faults.onError(new IllegalStateException("from another line"));

        final List<Integer> observations = new ArrayList<>();
        ErrorLogReader.read(buffer, (count, first, last, text) -> observations.add(count));
        assertThat(observations).containsExactly(3, 1);
        assertThat(faults.distinctCount()).isEqualTo(2);
    }

    @Test
    void shouldGoOnWhenAnExceptionIsCaught() {
        faults.onError(new IllegalArgumentException("bad luck"));

        assertThat(faults.isFatal()).isFalse();
        assertThat(stops).hasValue(0);
    }

    @Test
    void shouldStopTheServiceWhenAnErrorIsCaught() {
        faults.onError(new AssertionError("broken"));

        assertThat(faults.isFatal()).isTrue();
        assertThat(stops).hasValue(1);
    }

    @Test
    void shouldThrowNothingWhenItCannotReport() {
        final ErrorReporter blind = new ErrorReporter(buffer, new ManualClock(0), () -> {
            throw new IllegalStateException("cannot stop");
        });
        blind.onError(new IllegalStateException("too many open files") {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new NoClassDefFoundError("no file descriptor left");
            }
        });
        blind.onError(new AssertionError("broken"));

        assertThat(blind.lost()).isEqualTo(2);
        assertThat(blind.isFatal()).isTrue();
    }

    @Test
    void shouldSayOnceThatTheStoreWorksAgain() {
        final ManualClock clock = new ManualClock(0);
        final ErrorReporter reporter = new ErrorReporter(buffer, clock, stops::incrementAndGet);
        try (CapturedLog log = new CapturedLog()) {
            reporter.lookAtStore(false);
            reporter.onError(new StoreException("no node can be reached", true, null));
            reporter.lookAtStore(false);
            clock.advanceNs(7_000_000_000L);
            reporter.lookAtStore(true);
            clock.advanceNs(5_000_000_000L);
            reporter.lookAtStore(false);
            reporter.lookAtStore(false);
            RunningService.await(
                    "the line", () -> !log.lines("event=store_works_again").isEmpty());
            assertThat(log.lines("event=store_works_again"))
                    .singleElement()
                    .asString()
                    .contains("seconds=12");
        }
    }
}
