package leela.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are: a chunk of as many points as it says, or the declared error. */
final class ChunkDecoderFuzzTest {

    private static final int FEW = 100;
    /** Of three blocks. */
    private static final int MAX_POINTS = 2 * BlockDescriptor.POINTS + FEW;

    private final PointSums sums = new PointSums(0, 1L << 40);
    private final long[] times = new long[MAX_POINTS];
    private final double[] values = new double[MAX_POINTS];

    private final ChunkEncoder encoder = new ChunkEncoder();
    private final ChunkDecoder decoder = new ChunkDecoder();
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[ChunkDescriptor.maxLength(MAX_POINTS)]);
    private final UnsafeBuffer input = new UnsafeBuffer(0, 0);

    @Test
    void shouldReadOrRefuseAnyBytes() {
        fuzz(Duration.ofMillis(500));
    }

    @Test
    @Tag("slow")
    void shouldReadOrRefuseAnyBytesForAMinute() {
        fuzz(Duration.ofSeconds(60));
    }

    private void fuzz(final Duration time) {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final long endNs = System.nanoTime() + time.toNanos();
        for (long round = 0; System.nanoTime() < endNs; round++) {
            final byte[] bytes = random.nextInt(8) == 0 ? noise(random) : damagedChunk(random);
            try {
                read(bytes);
            } catch (final RuntimeException | AssertionError escaped) {
                throw new AssertionError("seed " + seed + ", round " + round, escaped);
            }
        }
    }

    private static byte[] noise(final SplittableRandom random) {
        final byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (bytes.length > 0) {
            bytes[0] = (byte) (bytes[0] & 0xf | 1 + random.nextInt(2) << ChunkDescriptor.VERSION_SHIFT);
        }
        return bytes;
    }

    private byte[] damagedChunk(final SplittableRandom random) {
        final long[] numbers =
                random.longs(MAX_POINTS, 0, 1L << random.nextInt(1, 62)).toArray();
        if (random.nextBoolean()) {
            Arrays.sort(numbers);
        }
        if (random.nextBoolean()) {
            final int step = 1 + random.nextInt(2);
            Arrays.setAll(numbers, i -> 1000L + (long) step * i);
        }
        final int count = 1 + random.nextInt(random.nextBoolean() ? FEW : MAX_POINTS);
        final byte[] bytes = new byte[encoder.encode(numbers, numbers, 0, count, scratch, 0)];
        scratch.getBytes(0, bytes);
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private void read(final byte[] bytes) {
        input.wrap(bytes);
        try {
            readAtOnce(bytes.length);
        } catch (final ChunkException declared) {
            assertThat(declared.getMessage()).startsWith("chunk: ");
        }
        try {
            decoder.wrap(input, 0, bytes.length);
            int points = 0;
            while (decoder.next()) {
                points++;
            }
            assertThat(points).isEqualTo(decoder.count());
        } catch (final ChunkException declared) {
            assertThat(declared.getMessage()).startsWith("chunk: ");
        }
    }

    /** By blocks, their sums, and from a time on. */
    private void readAtOnce(final int length) {
        decoder.wrap(input, 0, length);
        boolean hasPoint = decoder.moveTo(decoder.firstNs() + 1);
        int reads = 0;
        while (hasPoint) {
            if (decoder.sum(sums, Long.MAX_VALUE)) {
                hasPoint = decoder.skip();
            } else {
                decoder.read(times, values, 0, 1 + reads % MAX_POINTS, decoder.timeNs() + 1 + reads);
                hasPoint = decoder.next();
            }
            assertThat(reads++).isLessThanOrEqualTo(decoder.count());
        }
    }
}
