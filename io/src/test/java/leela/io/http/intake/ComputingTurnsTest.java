package leela.io.http.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import leela.engine.runtime.ManualClock;
import org.junit.jupiter.api.Test;

/** Computations in turn. */
final class ComputingTurnsTest {

    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PATIENCE_S = 30;

    private final ManualClock clock = new ManualClock(0);
    private final ComputingTurns turns = new ComputingTurns(1, clock);

    @Test
    void shouldGoOnAloneForAsLongAsItTakes() throws InterruptedException {
        final ComputingTurns.Turn alone = turns.turn();
        alone.begin();
        for (int i = 0; i < 10; i++) {
            clock.advanceNs(SLICE_NS);
            alone.check();
        }
        assertThat(alone.servedNs()).isEqualTo(10 * SLICE_NS);
        alone.end();
        assertThat(alone.servedNs()).isEqualTo(10 * SLICE_NS);
    }

    @Test
    void shouldMakeRoomForAnotherBehindItsSliceAndNotBefore() throws Exception {
        final ComputingTurns.Turn first = turns.turn();
        first.begin();
        final CompletableFuture<Void> other = CompletableFuture.runAsync(() -> run(turns.turn()));
        awaitWaiting(1);
        clock.advanceNs(SLICE_NS - 1);
        first.check();
        assertThat(other).isNotDone();
        clock.advanceNs(1);
        first.check();
        assertThat(other).succeedsWithin(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(first.servedNs()).isEqualTo(SLICE_NS);
        first.end();
    }

    @Test
    void shouldLeaveItsPlaceToOthersWhenItIsInterrupted() throws Exception {
        final ComputingTurns.Turn first = turns.turn();
        first.begin();
        final AtomicReference<Thread> thread = new AtomicReference<>();
        final CompletableFuture<Void> interrupted = CompletableFuture.runAsync(() -> {
            thread.set(Thread.currentThread());
            run(turns.turn());
        });
        awaitWaiting(1);
        thread.get().interrupt();
        assertThatThrownBy(interrupted::join)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(InterruptedException.class);
        first.end();
        assertThat(turns.waiting()).isZero();
        assertThat(CompletableFuture.runAsync(() -> run(turns.turn()))).succeedsWithin(PATIENCE_S, TimeUnit.SECONDS);
    }

    private static void run(final ComputingTurns.Turn turn) {
        try {
            turn.begin();
            turn.end();
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitWaiting(final int count) {
        while (turns.waiting() != count) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
