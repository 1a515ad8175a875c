package leela.engine.dmproc.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import leela.engine.spi.PastPoints;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmStartsTest {

    private static final long MINUTE = 60;

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    /** A series whose query asked for its past. */
    private record Asked(byte[] key, long fromNs, long toNs, List<PastPoints.Past> pasts, CountDownLatch told)
            implements WarmStarts.Request {
        @Override
        public void onPast(final PastPoints.Past past) {
            pasts.add(past);
            told.countDown();
            if (new String(key, StandardCharsets.UTF_8).equals("bad")) {
                throw new IllegalStateException("injected");
            }
        }
    }

    @Test
    void shouldTellEachRequestItsPastAndCatchUpOnceForManyThatWait() throws InterruptedException {
        final AtomicInteger catches = new AtomicInteger();
        final CountDownLatch told = new CountDownLatch(5);
        final List<PastPoints.Past> pasts = new CopyOnWriteArrayList<>();
        try (WarmStarts starts = new WarmStarts(past(catches, true), errors::add)) {
            for (final String key : List.of("a", "bad", "b", "c", "d")) {
                assertThat(starts.offer(asked(key, pasts, told))).isTrue();
            }
            starts.start();
            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(pasts).extracting(past -> past.values()[0]).containsExactly(97.0, 98.0, 98.0, 99.0, 100.0);
        assertThat(pasts).allMatch(PastPoints.Past::isWhole);
        assertThat(catches).hasValue(1);
        assertThat(errors).singleElement().satisfies(fault -> assertThat(fault).hasMessage("injected"));
    }

    @Test
    void shouldTellWhereReadingIsBehind() throws InterruptedException {
        final CountDownLatch told = new CountDownLatch(1);
        final List<PastPoints.Past> pasts = new CopyOnWriteArrayList<>();
        try (WarmStarts starts = new WarmStarts(past(new AtomicInteger(), false), errors::add)) {
            starts.start();
            starts.offer(asked("a", pasts, told));
            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(pasts.get(0).gap()).isEqualTo("what came last is not stored yet: reading is behind");
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldTakeNothingMoreThanFitsNorOnceClosed() {
        final WarmStarts starts = new WarmStarts(PastPoints.NONE, errors::add);
        final WarmStarts.Request request = asked("a", new ArrayList<>(), new CountDownLatch(1));
        for (int i = 0; i < WarmStarts.MOST_WAITING; i++) {
            starts.offer(request);
        }
        assertThat(starts.offer(request)).isFalse();
        starts.start();
        starts.close();
        assertThat(starts.offer(request)).isFalse();
    }

    /**
     * A mean over the last minute that begins in the midst of a stream: whatever part of what came since was read, too,
     * it gives from its first result on what one gives that ran all along.
     */
    @RepeatedTest(50)
    void shouldJoinPastAndPresentWithoutAGapOrADouble(final RepetitionInfo run) {
        final SplittableRandom random = new SplittableRandom(run.getCurrentRepetition());
        final List<long[]> stream = new ArrayList<>();
        long time = 1_000;
        for (int i = 0; i < 200; i++) {
            time += 1 + random.nextInt(5);
            stream.add(new long[] {time, random.nextInt(100)});
        }
        final int begun = 50 + random.nextInt(50);
        final int joined = begun + random.nextInt(20);
        final int read = begun + random.nextInt(joined - begun + 1);

        final long fromTime = stream.get(begun)[0] - MINUTE;
        final List<long[]> kept = stream.subList(0, read).stream()
                .filter(point -> point[0] >= fromTime)
                .toList();
        final LiveTail tail = new LiveTail(100);
        stream.subList(begun, joined)
                .forEach(point -> assertThat(tail.add(point[1], point[0])).isTrue());
        final PastPoints.Past before = tail.before(past(kept), 1);

        final List<long[]> held = new ArrayList<>();
        for (int i = 0; i < before.count(); i++) {
            held.add(new long[] {before.timesNs()[i], (long) before.values()[i]});
        }
        final List<Double> warm = new ArrayList<>();
        for (int i = 0; i < tail.count(); i++) {
            held.add(new long[] {tail.timeNs(i), (long) tail.value(i)});
            warm.add(mean(held));
        }
        for (final long[] point : stream.subList(joined, stream.size())) {
            held.add(point);
            warm.add(mean(held));
        }

        final List<Double> allAlong = new ArrayList<>();
        for (int i = begun; i < stream.size(); i++) {
            allAlong.add(mean(stream.subList(0, i + 1)));
        }
        assertThat(warm).isEqualTo(allAlong);
    }

    @Test
    void shouldKnowAgainWhatStorageHasCutToItsResolution() {
        final LiveTail tail = new LiveTail(10);
        tail.add(7, 2_345);

        assertThat(tail.before(past(List.of(new long[] {1_000, 1}, new long[] {2_000, 7})), 1_000)
                        .count())
                .isEqualTo(1);
    }

    @Test
    void shouldHoldNoMoreThanItsBound() {
        final LiveTail tail = new LiveTail(20);
        for (int i = 0; i < 20; i++) {
            assertThat(tail.add(i, i)).isTrue();
        }
        assertThat(tail.add(20, 20)).isFalse();
        assertThat(tail.count()).isEqualTo(20);
    }

    private static double mean(final List<long[]> seen) {
        final long now = seen.get(seen.size() - 1)[0];
        return seen.stream()
                .filter(point -> point[0] > now - MINUTE)
                .mapToLong(point -> point[1])
                .average()
                .orElseThrow();
    }

    private static WarmStarts.Request asked(
            final String key, final List<PastPoints.Past> pasts, final CountDownLatch told) {
        return new Asked(key.getBytes(StandardCharsets.UTF_8), 10, 20, pasts, told);
    }

    private static PastPoints.Past past(final List<long[]> points) {
        return new PastPoints.Past(
                points.stream().mapToLong(point -> point[0]).toArray(),
                points.stream().mapToDouble(point -> point[1]).toArray(),
                points.size(),
                "");
    }

    /** One point a key, whose value is its first byte. */
    private static PastPoints past(final AtomicInteger catches, final boolean isInTime) {
        return new PastPoints() {
            @Override
            public boolean catchUp() {
                catches.incrementAndGet();
                return isInTime;
            }

            @Override
            public Past read(final byte[] key, final long fromNs, final long toNs, final int most) {
                return new Past(new long[] {fromNs}, new double[] {key[0]}, 1, "");
            }
        };
    }
}
