package leela.engine.dmproc.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import leela.engine.spi.PastPoints.Gap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PastChunkTest {

    private static final long SECOND = 1_000_000_000;

    @RepeatedTest(20)
    void shouldComeOutOfTheJournalAsItWentIn(final RepetitionInfo run) {
        final SplittableRandom random = new SplittableRandom(run.getCurrentRepetition());
        final PastChunk.Points points = points(random, random.nextInt(PastChunk.MOST_POINTS + 1));
        final PastChunk.Target target = new PastChunk.Target(
                random.nextLong(),
                new byte[] {0, 0, 0, 1, 'x'},
                new byte[] {'n'},
                3,
                10_000,
                random.nextLong(1L << 50));
        final PastChunk chunk = random.nextBoolean()
                ? PastChunk.more(target, points, SECOND)
                : PastChunk.last(target, points, SECOND, Gap.LIMITED);

        final PastChunk read = PastChunk.of(ByteBuffer.wrap(chunk.toBytes()));

        assertThat(read).usingRecursiveComparison().isEqualTo(chunk);
    }

    @Test
    void shouldTakeFewBytesAPointOfARegularSeries() {
        final int count = PastChunk.MOST_POINTS;
        final PastChunk.Points points = new PastChunk.Points(
                new byte[][] {{'a'}}, new int[1], count, new long[count], new double[count], new int[count]);
        for (int i = 0; i < count; i++) {
            points.timesNs()[i] = 1_795_000_000 * SECOND + i * 10 * SECOND;
            points.values()[i] = i % 100;
        }

        assertThat(PastChunk.last(PastChunk.Target.of(1), points, SECOND, Gap.NONE)
                                .toBytes()
                                .length
                        / count)
                .isLessThanOrEqualTo(9);
    }

    @Test
    void shouldTellTheEndOfAQuery() {
        final PastChunk end =
                PastChunk.of(ByteBuffer.wrap(PastChunk.end(7, Gap.BEHIND).toBytes()));

        assertThat(end.isLastOfQuery()).isTrue();
        assertThat(end.gap()).isEqualTo(Gap.BEHIND);
        assertThat(end.target().number()).isEqualTo(7);
    }

    private static PastChunk.Points points(final SplittableRandom random, final int count) {
        final PastChunk.Points points = new PastChunk.Points(
                new byte[][] {{'a'}, {'b', 'c'}, {}},
                new int[] {0, 1, 15},
                count,
                new long[count],
                new double[count],
                new int[count]);
        for (int i = 0; i < count; i++) {
            points.timesNs()[i] = random.nextInt(3) == 0 ? random.nextLong() : i * SECOND;
            points.values()[i] = random.nextInt(3) == 0 ? (random.nextDouble() - 0.5) * 1e300 : random.nextInt(100);
            points.sources()[i] = random.nextInt(3);
        }
        return points;
    }
}
