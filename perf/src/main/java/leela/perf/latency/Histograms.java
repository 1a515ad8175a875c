package leela.perf.latency;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Turns the durations that {@code probe} has written into HdrHistogram files, and prints what they say: for each
 * NAME.ns in a folder a NAME.hlog (the interval log), a NAME.hgrm (percentiles, for plots), and one line.
 * Thread: main.
 * Units: nanoseconds in, microseconds out.
 * Errors: a file that cannot be read ends the program.
 */
public final class Histograms {

    private static final long LONGEST_NS = 3_600_000_000_000L;
    private static final int DIGITS = 3;
    private static final double NS_PER_US = 1000.0;
    private static final int TICKS = 5;

    private Histograms() {}

    /** Takes the folder. */
    public static void main(final String[] arguments) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            final List<Path> durations = files.filter(file -> file.toString().endsWith(".ns"))
                    .sorted()
                    .toList();
            durations.forEach(Histograms::convert);
        }
    }

    private static void convert(final Path file) {
        final String name = file.getFileName().toString().replace(".ns", "");
        try {
            final Histogram histogram = read(file);
            try (PrintStream log =
                    new PrintStream(file.resolveSibling(name + ".hlog").toFile(), "US-ASCII")) {
                final HistogramLogWriter writer = new HistogramLogWriter(log);
                writer.outputLogFormatVersion();
                writer.outputLegend();
                histogram.setTag(name);
                writer.outputIntervalHistogram(histogram);
            }
            try (PrintStream percentiles =
                    new PrintStream(file.resolveSibling(name + ".hgrm").toFile(), "US-ASCII")) {
                histogram.outputPercentileDistribution(percentiles, TICKS, NS_PER_US);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s %d %.1f %.1f %.1f %.1f%n",
                    name,
                    histogram.getTotalCount(),
                    us(histogram, 50),
                    us(histogram, 99),
                    us(histogram, 99.9),
                    histogram.getMaxValue() / NS_PER_US);
        } catch (final IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static double us(final Histogram histogram, final double percentile) {
        return histogram.getValueAtPercentile(percentile) / NS_PER_US;
    }

    private static Histogram read(final Path file) throws IOException {
        final Histogram histogram = new Histogram(LONGEST_NS, DIGITS);
        try (FileChannel channel = FileChannel.open(file)) {
            final ByteBuffer values = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.nativeOrder());
            while (values.hasRemaining()) {
                histogram.recordValue(Math.min(values.getLong(), LONGEST_NS));
            }
        }
        return histogram;
    }
}
