package leela.io.http.graphite.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import leela.engine.history.HistoryException;
import leela.engine.runtime.Clock;
import leela.engine.runtime.Spares;
import leela.io.http.HttpLimits;
import leela.io.http.graphite.function.TimeSeries;
import leela.io.http.graphite.joining.Consolidator;
import leela.io.http.graphite.joining.ReadRoom;
import leela.io.http.graphite.joining.ValueReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages that a helper makes in part are those that one thread makes. */
final class JsonPagesTest {

    private static final int POINTS = 1000;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final Spares<SeriesRoom> rooms = new Spares<>(4, SeriesRoom::new);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger readInTurn = new AtomicInteger();
    /** Points that reading a value is said to take. */
    private int dense = 1;

    private int helped;
    private volatile boolean isBroken;

    /** So much time passes that each series is worth a helper. */
    private final Clock clock = new Clock() {
        private long nowNs;

        @Override
        public long timeNs() {
            return 0;
        }

        @Override
        public synchronized long ticksNs() {
            nowNs += TimeUnit.MILLISECONDS.toNanos(1);
            return nowNs;
        }
    };

    /** Values that a seed makes, a part of them missing; of every third series all. */
    private final class Seeded implements ValueReader {
        private final int seed;

        private Seeded(final int seed) {
            this.seed = seed;
        }

        @Override
        public double[] kept(final int first, final int count) {
            final double[] values = new double[count];
            values(room(count), first, values, count);
            return values;
        }

        @Override
        public ReadRoom room(final long kept) {
            return new ReadRoom().watchedBy(readInTurn::addAndGet);
        }

        @Override
        public void values(final ReadRoom room, final int first, final double[] values, final int count) {
            requireStorage();
            final SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < first; i++) {
                next(random);
            }
            for (int i = 0; i < count; i++) {
                values[i] = next(random);
                room.read(dense);
            }
        }

        private double next(final SplittableRandom random) {
            final double value = random.nextDouble();
            return seed % 3 == 0 || value < 0.1 ? Double.NaN : value;
        }

        @Override
        public void points(
                final ReadRoom room,
                final int first,
                final double[] points,
                final int count,
                final Consolidator consolidator,
                final DoubleUnaryOperator each) {
            final double[] values = new double[POINTS - first];
            values(room, first, values, values.length);
            for (int i = 0; i < count; i++) {
                final int from = i * consolidator.valuesPerPoint();
                final int to = Math.min(values.length, from + consolidator.valuesPerPoint());
                consolidator.add(values, from, to);
                points[i] = consolidator.take(to - from);
            }
        }
    }

    private void requireStorage() {
        if (isBroken) {
            throw new HistoryException("away", null);
        }
    }

    @AfterEach
    void joinHelpers() throws InterruptedException {
        for (final Thread thread : threads) {
            thread.join();
        }
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    private PartWriter pages(
            final int count, final int most, final boolean hasNulls, final Predicate<Runnable> helper) {
        final List<TimeSeries> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new TimeSeries("load;host=\"" + i + "\"", 0, POINTS * 10, 10, new Seeded(i)));
        }
        final JsonPages.Reading reading = new JsonPages.Reading(
                rooms,
                readInTurn::addAndGet,
                charged -> {},
                step -> {
                    final boolean helps = helper.test(step);
                    helped += helps ? 1 : 0;
                    return helps;
                },
                clock);
        return SeriesFormat.JSON.writer(all, most, hasNulls, ZoneOffset.UTC, reading);
    }

    private String answer(final int count, final int most, final boolean hasNulls, final Predicate<Runnable> helper) {
        final StringBuilder text = new StringBuilder();
        try (PartWriter pages = pages(count, most, hasNulls, helper)) {
            boolean hasMore = true;
            while (hasMore) {
                hasMore = page(pages, text);
            }
        }
        return text.toString();
    }

    private boolean page(final PartWriter pages, final StringBuilder text) {
        final ByteBuf out = allocator.directBuffer(HttpLimits.PAGE_CAPACITY);
        try {
            final boolean hasMore = pages.appendTo(out);
            assertThat(out.capacity()).as("it did not grow").isEqualTo(HttpLimits.PAGE_CAPACITY);
            text.append(out.toString(StandardCharsets.UTF_8));
            return hasMore;
        } finally {
            out.release();
        }
    }

    private boolean inAThread(final Runnable step) {
        final Thread thread = new Thread(step);
        threads.add(thread);
        thread.start();
        return true;
    }

    private boolean atOnce(final Runnable step) {
        step.run();
        return true;
    }

    @ParameterizedTest
    @CsvSource({"80, 0, true", "80, 0, false", "80, 30, true", "11, 300, true", "2, 0, false", "1, 0, false"})
    void shouldSayTheSameWhoeverMakesItsPages(final int count, final int most, final boolean hasNulls) {
        final String alone = answer(count, most, hasNulls, step -> false);
        assertThat(alone).startsWith("[").endsWith("]").doesNotContain(",,", "[,");
        final int read = readInTurn.getAndSet(0);
        assertThat(helped).isZero();

        assertThat(answer(count, most, hasNulls, this::atOnce))
                .as("made at once")
                .isEqualTo(alone);
        assertThat(readInTurn).as("of helpers, too").hasValue(read);
        assertThat(answer(count, most, hasNulls, this::inAThread))
                .as("made meanwhile")
                .isEqualTo(alone);
        assertThat(answer(count, most, hasNulls, step -> true))
                .as("never begun")
                .isEqualTo(alone);
        assertThat(helped > 0).isEqualTo(count > 2);
    }

    @Test
    void shouldEndAHelperThatReadsMoreThanWasToBeExpected() {
        final String alone = answer(4, 0, true, step -> false);
        dense = 1000;

        assertThat(answer(4, 0, true, this::atOnce)).isEqualTo(alone);

        assertThat(helped).isGreaterThan(0);
    }

    @Test
    void shouldWaitForNoHelperWhereTheClientLeaves() {
        final PartWriter pages = pages(800, 0, true, this::inAThread);
        assertThat(page(pages, new StringBuilder())).isTrue();
        while (helped < 2) {
            assertThat(page(pages, new StringBuilder())).isTrue();
        }

        pages.close();

        assertThat(helped).isEqualTo(2);
    }

    @Test
    void shouldTellWhatAHelperMet() {
        final Predicate<Runnable> failing = step -> {
            isBroken = true;
            step.run();
            isBroken = false;
            return true;
        };

        assertThatThrownBy(() -> answer(80, 0, true, failing))
                .isInstanceOf(HistoryException.class)
                .hasMessage("away");
    }
}
