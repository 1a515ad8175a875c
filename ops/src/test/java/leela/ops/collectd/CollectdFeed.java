package leela.ops.collectd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Samples with times of their own, for a collectd daemon's socket: hours of them take no longer than they take to
 * write. Plugin {@code feed} with the interval as its instance.
 * Thread: the test's.
 */
final class CollectdFeed implements AutoCloseable {

    static final String PLUGIN = "feed";
    private static final int SAMPLES = 40;
    /** The clocks of machines do not begin a second together. */
    private static final long OFFSET_MS = 137;

    private static final int JITTER_MS = 5;
    private static final long STEP_32 = 1_000_003;
    private static final long STEP_64 = 1_000_000_000_039L;

    private final SocketChannel channel;
    private final ByteBuffer answer = ByteBuffer.allocate(1024);

    /**
     * One sample.
     *
     * @param name   the identifier without the host: plugin and type, both with their instances
     * @param values as collectd's socket takes them: one, or several with colons between
     */
    record Sample(String name, int intervalS, long timeMs, String values) {

        String command() {
            return String.format(
                    Locale.ROOT,
                    "PUTVAL \"testhost/%s\" interval=%d %d.%03d:%s\n",
                    name,
                    intervalS,
                    timeMs / 1000,
                    timeMs % 1000,
                    values);
        }
    }

    CollectdFeed(final CollectdDaemon daemon) {
        channel = daemon.connect();
    }

    /** Samples of each kind at an interval with jitter, until about {@code endMs}. */
    static List<Sample> series(final int intervalS, final long endMs) {
        final List<Sample> samples = new ArrayList<>();
        final Random random = new Random(intervalS);
        final long[] timesMs = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            timesMs[i] = endMs - (SAMPLES - i) * intervalS * 1000L + OFFSET_MS + random.nextInt(JITTER_MS);
        }
        final long perS = intervalS;
        add(samples, "counter-grows", intervalS, timesMs, i -> Long.toString(1000L * i * perS + i % 7));
        add(samples, "counter-wraps32", intervalS, timesMs, i -> Long.toString(STEP_32 * (i - 5) & 0xffff_ffffL));
        add(samples, "counter-wraps64", intervalS, timesMs, i -> Long.toUnsignedString(STEP_64 * (i - 5)));
        add(samples, "derive-large", intervalS, timesMs, i -> Long.toString((1L << 60) + 12_345L * i));
        add(samples, "derive-falls", intervalS, timesMs, i -> Long.toString(i % 10 * 1000 + 7));
        add(samples, "signed_count-falls", intervalS, timesMs, i -> Long.toString(i % 10 * 1000 - 5000));
        add(samples, "limited_count-leaps", intervalS, timesMs, i -> Long.toString((50L * i + i / 9 * 900L) * perS));
        add(samples, "absolute-reports", intervalS, timesMs, i -> Integer.toString(37 + i % 7));
        add(samples, "gauge-level", intervalS, timesMs, i -> i % 9 == 4 ? "U" : Double.toString(Math.sin(i)));
        add(samples, "if_octets-eth", intervalS, timesMs, i -> 1500L * i + ":" + (9000L - i % 10 * 900));
        add(samples, "mixed-all", intervalS, timesMs, i -> i + ".25:" + 17L * i + ":" + -3L * i + ":" + 5L * (i % 3));
        samples.sort(Comparator.comparingLong(Sample::timeMs));
        final List<Sample> gaps = new ArrayList<>();
        add(gaps, "derive-gaps", intervalS, timesMs, i -> Long.toString(100L * i));
        add(gaps, "absolute-gaps", intervalS, timesMs, i -> Long.toString(100L + i));
        for (int i = 0; i < gaps.size(); i++) {
            if (i % SAMPLES % 10 < 6) {
                samples.add(gaps.get(i));
            }
        }
        return samples;
    }

    private static void add(
            final List<Sample> samples,
            final String type,
            final int intervalS,
            final long[] timesMs,
            final IntFunction<String> values) {
        for (int i = 0; i < timesMs.length; i++) {
            samples.add(new Sample(PLUGIN + "-" + intervalS + "/" + type, intervalS, timesMs[i], values.apply(i)));
        }
    }

    /** Sends samples; all are taken. */
    void put(final List<Sample> samples) throws IOException {
        for (final Sample sample : samples) {
            assertThat(ask(sample.command())).as(sample.command()).startsWith("0 Success");
        }
    }

    /** Lets the daemon send on what its network plugin holds. */
    void flush() {
        try {
            assertThat(ask("FLUSH plugin=network\n")).startsWith("0 Done");
        } catch (final IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private String ask(final String command) throws IOException {
        final ByteBuffer line = ByteBuffer.wrap(command.getBytes(StandardCharsets.US_ASCII));
        while (line.hasRemaining()) {
            channel.write(line);
        }
        answer.clear();
        do {
            if (channel.read(answer) < 0) {
                throw new IOException("collectd closed its socket at: " + command);
            }
        } while (answer.get(answer.position() - 1) != '\n');
        return StandardCharsets.US_ASCII.decode(answer.flip()).toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
