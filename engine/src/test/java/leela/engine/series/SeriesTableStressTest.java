package leela.engine.series;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;
import leela.engine.counters.Counters;
import leela.engine.runtime.NamedThreads;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads at once on one table; the claims proper are the jcstress tests in perf. */
@Timeout(60)
final class SeriesTableStressTest {

    private static final int KEYS = 20_000;
    private static final int THREADS = 3;

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final SeriesTable table = new SeriesTable(KEYS, Counters.inMemory());

    @Test
    void shouldMakeOneSeriesAKeyHoweverManyThreadsAsk() throws InterruptedException {
        final AtomicReferenceArray<Series> first = new AtomicReferenceArray<>(KEYS);
        run(number -> {
            for (int i = 0; i < KEYS; i++) {
                final Series series = create(number % 2 == 0 ? i : KEYS - 1 - i);
                final int key = number % 2 == 0 ? i : KEYS - 1 - i;
                if (!first.compareAndSet(key, null, series) && first.get(key) != series) {
                    throw new AssertionError("two series for key " + key);
                }
            }
        });

        assertThat(errors).isEmpty();
        assertThat(table.size()).isEqualTo(KEYS);
    }

    /** One thread removes and restores, as the timeline does, while others look up what may just be going. */
    @Test
    void shouldHoldEachKeyOnceThroughRemovalsAndRestores() throws InterruptedException {
        final int few = 200;
        final long seed = new SplittableRandom().nextLong();
        run(number -> {
            final SplittableRandom random = new SplittableRandom(seed + number);
            for (int i = 0; i < KEYS; i++) {
                final int key = random.nextInt(few);
                final Series series = create(key);
                if (!TestKeys.text(series).equals("key" + key)) {
                    throw new AssertionError("found " + series + " for key" + key + ", seed " + seed);
                }
                if (number == 0 && random.nextBoolean()) {
                    table.tryRemove(series);
                } else if (number == 0 && series.isPurged()) {
                    table.restore(series);
                }
            }
        });

        assertThat(errors).isEmpty();
        final Set<String> keys = new HashSet<>();
        table.visit(0, table.places(), series -> {
            assertThat(keys.add(TestKeys.text(series)))
                    .as("%s twice, seed %d", series, seed)
                    .isTrue();
            assertThat(series.isPurged()).as("%s, seed %d", series, seed).isFalse();
        });
        assertThat(table.size()).isEqualTo(keys.size());
    }

    private interface Body {
        void run(int number);
    }

    private void run(final Body body) throws InterruptedException {
        final CountDownLatch start = new CountDownLatch(1);
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            final int number = i;
            final Thread thread = NamedThreads.named("stress-" + i, errors::add, () -> {
                try {
                    start.await();
                } catch (final InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                body.run(number);
            });
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        for (final Thread thread : threads) {
            thread.join();
        }
    }

    private Series create(final int number) {
        final byte[] key = ("key" + number).getBytes(ISO_8859_1);
        return table.findOrCreate(new UnsafeBuffer(key), 0, key.length);
    }
}
