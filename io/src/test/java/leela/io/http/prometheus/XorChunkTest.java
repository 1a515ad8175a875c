package leela.io.http.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks in Prometheus' encoding: a decoder of the test's own reads them, and Prometheus' own are the same bytes. */
final class XorChunkTest {

    private static final long START_MS = 1_700_000_000_000L;

    private record Sample(long ms, double value) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldGiveBackWhatItTook(final long seed) {
        final List<Sample> samples = samples(new SplittableRandom(seed), XorChunk.MOST_SAMPLES, seed % 2 == 0);
        final XorChunk chunk = new XorChunk();
        for (int round = 0; round < 2; round++) {
            samples.forEach(sample -> chunk.add(sample.ms, sample.value));
            assertThat(chunk.isFull()).isTrue();
            assertThat(chunk.firstMs()).isEqualTo(samples.get(0).ms);
            assertThat(chunk.lastMs()).isEqualTo(samples.get(samples.size() - 1).ms);
            assertThat(decode(bytes(chunk)))
                    .isEqualTo(samples.stream()
                            .map(one -> one.ms + " " + one.value)
                            .toList());
            chunk.clear();
        }
    }

    @Test
    @Tag("once")
    void shouldBeTheBytesThatPrometheusStores(@TempDir final Path folder) throws IOException, InterruptedException {
        final List<Sample> samples = samples(new SplittableRandom(17), XorChunk.MOST_SAMPLES, true);
        final StringBuilder text = new StringBuilder("# TYPE a gauge\n");
        samples.forEach(one -> text.append("a ")
                .append(one.value)
                .append(' ')
                .append(one.ms / 1000)
                .append('.')
                .append("%03d".formatted(one.ms % 1000))
                .append('\n'));
        final Path input = Files.writeString(folder.resolve("in.txt"), text.append("# EOF\n"));
        final Process promtool = new ProcessBuilder(
                        "promtool", "tsdb", "create-blocks-from", "openmetrics", input.toString(), folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(promtool.waitFor())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
        try (Stream<Path> files = Files.walk(folder)) {
            final Path stored = files.filter(file -> file.endsWith("chunks/000001"))
                    .findFirst()
                    .orElseThrow();
            // 8 bytes of the file's head, a length of two bytes, the encoding; how many samples is Prometheus' choice
            final byte[] all = Files.readAllBytes(stored);
            final int length = all[8] & 0x7f | all[9] << 7;
            final int count = all[11] << 8 | all[12];
            final XorChunk chunk = new XorChunk();
            samples.subList(0, count).forEach(one -> chunk.add(one.ms, one.value));
            assertThat(count).isGreaterThan(60);
            assertThat(Arrays.copyOfRange(all, 11, 11 + length)).isEqualTo(bytes(chunk));
        }
    }

    /** Within two hours, so that one block holds them. */
    private static List<Sample> samples(final SplittableRandom random, final int count, final boolean isCalm) {
        final List<Sample> samples = new ArrayList<>();
        long ms = START_MS - START_MS % 7_200_000;
        double value = 5;
        for (int i = 0; i < count; i++) {
            samples.add(new Sample(ms, value));
            ms += switch (random.nextInt(isCalm ? 4 : 8)) {
                case 0 -> 10_000 + random.nextInt(-3, 4);
                case 1 -> 1 + random.nextInt(59_000);
                case 2, 3 -> 10_000;
                case 4 -> random.nextLong(1, 1L << 33);
                default -> 1L << random.nextInt(20);
            };
            value = switch (random.nextInt(isCalm ? 3 : 6)) {
                case 0 -> value;
                case 1 -> value + 1;
                case 2 -> random.nextInt(-1000, 1000) / 8.0;
                case 3 -> Double.longBitsToDouble(random.nextLong() & ~(0x7ffL << 52));
                case 4 -> -0.0;
                default -> Double.POSITIVE_INFINITY;
            };
        }
        return samples;
    }

    private static byte[] bytes(final XorChunk chunk) {
        final ByteBuf out = Unpooled.buffer();
        chunk.appendTo(out);
        assertThat(out.readableBytes()).isEqualTo(chunk.length());
        final byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    /** A line {@code ms value} a sample. */
    static List<String> decode(final byte[] chunk) {
        final Bits in = new Bits(chunk);
        final int count = (int) in.take(16);
        final List<String> lines = new ArrayList<>();
        long ms = 0;
        long distance = 0;
        long value = 0;
        int leading = 0;
        int length = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0) {
                final long zigzag = in.varint();
                ms = zigzag >>> 1 ^ -(zigzag & 1);
                value = in.take(64);
            } else {
                distance = i == 1 ? in.varint() : distance + in.difference();
                ms += distance;
                if (in.take(1) == 1) {
                    if (in.take(1) == 1) {
                        leading = (int) in.take(5);
                        length = (int) in.take(6);
                        length = length == 0 ? 64 : length;
                    }
                    value ^= in.take(length) << 64 - leading - length;
                }
            }
            lines.add(ms + " " + Double.longBitsToDouble(value));
        }
        return lines;
    }

    /** Bits, the highest of a byte first. Thread: the test's. */
    private static final class Bits {
        private final byte[] bytes;
        private int at;

        private Bits(final byte[] bytes) {
            this.bytes = bytes;
        }

        long take(final int width) {
            long number = 0;
            for (int i = 0; i < width; i++, at++) {
                number = number << 1 | bytes[at / 8] >> 7 - at % 8 & 1;
            }
            return number;
        }

        long varint() {
            long number = 0;
            for (int shift = 0; ; shift += 7) {
                final long part = take(8);
                number |= (part & 0x7f) << shift;
                if (part < 0x80) {
                    return number;
                }
            }
        }

        long difference() {
            final int[] widths = {0, 14, 17, 20, 64};
            int kind = 0;
            while (kind < 4 && take(1) == 1) {
                kind++;
            }
            if (kind == 0 || kind == 4) {
                return take(widths[kind]);
            }
            final long number = take(widths[kind]);
            return number > 1L << widths[kind] - 1 ? number - (1L << widths[kind]) : number;
        }
    }
}
