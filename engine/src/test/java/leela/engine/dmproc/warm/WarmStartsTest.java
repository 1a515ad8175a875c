package leela.engine.dmproc.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import leela.engine.spi.PastPoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmStartsTest {

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final List<String> filled = new CopyOnWriteArrayList<>();

    @Test
    void shouldFillEachRequestAndCatchUpOnceForManyThatWait() throws InterruptedException {
        final MemoryPast past = new MemoryPast();
        final CountDownLatch told = new CountDownLatch(5);
        try (WarmStarts starts = new WarmStarts(past, errors::add)) {
            for (final String key : List.of("a", "bad", "b", "c", "d")) {
                assertThat(starts.offer(request(key, told))).isTrue();
            }
            starts.start();
            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(filled).containsExactly("a NONE", "bad NONE", "b NONE", "c NONE", "d NONE");
        assertThat(past.catches).hasValue(1);
        assertThat(errors).singleElement().satisfies(fault -> assertThat(fault).hasMessage("injected"));
    }

    @Test
    void shouldTellWhereReadingIsBehind() throws InterruptedException {
        final MemoryPast past = new MemoryPast();
        past.gap = PastPoints.Gap.BEHIND;
        final CountDownLatch told = new CountDownLatch(1);
        try (WarmStarts starts = new WarmStarts(past, errors::add)) {
            starts.start();
            starts.offer(request("a", told));
            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(filled).containsExactly("a BEHIND");
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldTakeNothingMoreThanFitsNorOnceClosed() {
        final WarmStarts starts = new WarmStarts(new MemoryPast(), errors::add);
        final WarmStarts.Request request = request("a", new CountDownLatch(1));
        for (int i = 0; i < WarmStarts.MOST_WAITING; i++) {
            starts.offer(request);
        }
        assertThat(starts.offer(request)).isFalse();
        starts.start();
        starts.close();
        assertThat(starts.offer(request)).isFalse();
    }

    private WarmStarts.Request request(final String key, final CountDownLatch told) {
        return (past, gap) -> {
            filled.add(key + " " + gap);
            told.countDown();
            if (key.equals("bad")) {
                throw new IllegalStateException("injected");
            }
        };
    }

    /** Counts how often it was to catch up. */
    private static final class MemoryPast extends PastOfMemory {
        private final AtomicInteger catches = new AtomicInteger();
        private Gap gap = Gap.NONE;

        @Override
        public Gap catchUp() {
            catches.incrementAndGet();
            return gap;
        }
    }
}
