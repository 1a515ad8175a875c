package leela.engine.chunk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * What ten minutes of a real collectd's gauges (load, memory, df, swap, processes, uptime; every second) take as
 * chunks.
 */
final class ChunkSizeTest {

    private static final long SECOND_NS = 1_000_000_000L;

    @Test
    void shouldTakeLessThanHalfAByteAPointOfARecordedCollectd() throws IOException {
        assertThat(bytesPerPoint(600)).isLessThan(0.5);
    }

    @Test
    void shouldTakeLessThanAByteAPointInChunksOfAMinute() throws IOException {
        assertThat(bytesPerPoint(60)).isLessThan(1.0);
    }

    private static double bytesPerPoint(final int chunkPoints) throws IOException {
        final ChunkEncoder encoder = new ChunkEncoder();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[ChunkDescriptor.maxLength(chunkPoints)]);
        long bytes = 0;
        long points = 0;
        for (final List<long[]> series : recorded().values()) {
            final long[] times = series.stream().mapToLong(point -> point[0]).toArray();
            final long[] bits = series.stream().mapToLong(point -> point[1]).toArray();
            for (int from = 0; from < times.length; from += chunkPoints) {
                bytes += encoder.encode(times, bits, from, Math.min(chunkPoints, times.length - from), buffer, 0);
            }
            points += times.length;
        }
        assertThat(points).isGreaterThan(10_000);
        return (double) bytes / points;
    }

    /** A line is a series' name, or a point of it: seconds and the double's bits in hexadecimal. */
    private static Map<String, List<long[]>> recorded() throws IOException {
        final Map<String, List<long[]>> recorded = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(ChunkSizeTest.class.getResourceAsStream("/chunk/collectd-gauges.txt.gz")),
                US_ASCII))) {
            List<long[]> series = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                final int space = line.indexOf(' ');
                if (space < 0) {
                    series = recorded.computeIfAbsent(line, name -> new ArrayList<>());
                } else {
                    series.add(new long[] {
                        Long.parseLong(line, 0, space, 10) * SECOND_NS,
                        Long.parseUnsignedLong(line, space + 1, line.length(), 16)
                    });
                }
            }
        }
        return recorded;
    }
}
