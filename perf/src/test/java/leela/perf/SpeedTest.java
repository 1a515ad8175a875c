package leela.perf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import leela.adapters.re2.Re2Patterns;
import leela.engine.counters.Counters;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRefusedException;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.QuerySink;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.ring.RecordingPipeline;
import leela.engine.runtime.ManualClock;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.FixedClockRules;
import leela.engine.timeline.Rules;
import leela.engine.timeline.Timeline;
import leela.io.input.DatagramDecoder;
import leela.io.input.collectd.CollectdConfig;
import leela.io.input.collectd.CollectdProtocol;
import leela.io.input.collectd.CollectdSettings;
import leela.io.input.text.TextDecoder;
import leela.io.input.text.TextDialect;
import leela.io.input.text.TextProtocol;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * A metric's way from the datagram through ring and timeline to a standing query costs no more than so many times a
 * loop that only hashes the same bytes: a bound that no machine's speed moves. What is compared is the CPU time of one
 * thread, the best of many passes of either, taken in turns. A path made four times as slow must fail, so that the
 * bound is known to bite.
 */
final class SpeedTest {

    /** Twice what was measured when they were set. */
    private static final double TEXT_BOUND = 2.6;

    private static final double COLLECTD_BOUND = 6;
    private static final int SLOWER = 4;

    private static final int METRICS = 25;
    private static final int SERIES = 1000;
    private static final int DATAGRAMS = SERIES / METRICS;
    private static final int ROUNDS = 30;
    private static final int PATIENCE = 20;
    private static final int MOST_PASSES = 400;
    private static final double FASTER = 0.98;
    private static final long NOW_NS = 1_795_376_000_000_000_000L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Counters counters = Counters.inMemory();
    private final SeriesTable table = new SeriesTable(1 << 16, counters);
    private RecordingPipeline pipeline;
    private long hashes;

    @Test
    void shouldTakeTextWithinItsBound() throws Exception {
        assertThat(ratio(texts(), textDecoder(), 1))
                .as("cost of a text metric in hashes of its bytes")
                .isPositive()
                .isLessThan(TEXT_BOUND);
    }

    @Test
    void shouldTakeCollectdWithinItsBound() throws Exception {
        assertThat(ratio(packets(), collectdDecoder(), 1))
                .as("cost of a collectd value in hashes of its bytes")
                .isPositive()
                .isLessThan(COLLECTD_BOUND);
    }

    @Test
    void shouldNoticeWhereTextBecomesSlow() throws Exception {
        assertThat(ratio(texts(), textDecoder(), SLOWER)).isGreaterThan(TEXT_BOUND);
    }

    @Test
    void shouldNoticeWhereCollectdBecomesSlow() throws Exception {
        assertThat(ratio(packets(), collectdDecoder(), SLOWER)).isGreaterThan(COLLECTD_BOUND);
    }

    /**
     * Passes of either in turns, until neither has become faster for a while: then both are compiled, and nobody
     * disturbed the best.
     */
    private double ratio(final UnsafeBuffer[] datagrams, final DatagramDecoder decoder, final int times) {
        long path = Long.MAX_VALUE;
        long reference = Long.MAX_VALUE;
        int passes = 0;
        for (int sinceFaster = 0; sinceFaster < PATIENCE && passes < MOST_PASSES; passes++) {
            final long pathNs = cpuNs(() -> take(datagrams, decoder, times));
            final long referenceNs = cpuNs(() -> hash(datagrams));
            sinceFaster = pathNs < path * FASTER || referenceNs < reference * FASTER ? 0 : sinceFaster + 1;
            path = Math.min(path, pathNs);
            reference = Math.min(reference, referenceNs);
        }
        assertThat(counters.sum("metrics.rejected")).isZero();
        assertThat(counters.sum("metrics.emitted")).isEqualTo((long) passes * ROUNDS * SERIES * times);
        assertThat(hashes).as("what keeps the loop alive").isNotZero();
        return (double) path / reference;
    }

    private static long cpuNs(final Runnable pass) {
        final long before = THREADS.getCurrentThreadCpuTime();
        pass.run();
        return THREADS.getCurrentThreadCpuTime() - before;
    }

    private void take(final UnsafeBuffer[] datagrams, final DatagramDecoder decoder, final int times) {
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < times; i++) {
                for (final UnsafeBuffer datagram : datagrams) {
                    decoder.decode(datagram, datagram.capacity(), NOW_NS);
                }
                pipeline.run();
            }
        }
    }

    private void hash(final UnsafeBuffer[] datagrams) {
        for (int round = 0; round < ROUNDS; round++) {
            for (final UnsafeBuffer datagram : datagrams) {
                hashes |= hash(datagram);
            }
        }
    }

    private static long hash(final UnsafeBuffer datagram) {
        long hash = 0;
        for (int i = 0; i < datagram.capacity(); i++) {
            hash = (hash ^ datagram.getByte(i)) * 1_099_511_628_211L;
        }
        return hash;
    }

    // ---- the path, without a thread of its own

    private DatagramDecoder textDecoder() throws SyntaxException, QueryRefusedException {
        return decoder(() -> new TextDecoder(pipeline.producer(TextProtocol.UDP.source()), TextDialect.UDP));
    }

    private DatagramDecoder collectdDecoder() throws SyntaxException, QueryRefusedException {
        return decoder(() -> new CollectdSettings(CollectdConfig.defaults(), counters)
                .decoder(pipeline.producer(CollectdProtocol.SOURCE)));
    }

    private DatagramDecoder decoder(final Supplier<DatagramDecoder> made)
            throws SyntaxException, QueryRefusedException {
        final StandingQueries queries =
                new StandingQueries(QueryLimits.DEFAULT, new ManualClock(0), counters, SpeedTest::fail);
        final Rules rules = new FixedClockRules(RecordingPipeline.CLOCK_NS, RecordingPipeline.TTL_NS, CounterFall.AUTO);
        pipeline = RecordingPipeline.of(
                counters, table, new Timeline(rules, RecordingPipeline.TTL_NS, table, counters), queries);
        new QueryRegistry(queries, pipeline.ring(), new Re2Patterns(), QueryLimits.DEFAULT, counters)
                .start(Program.parse("window 60 (mean)", "^host"), "test", new Nobody());
        pipeline.run();
        return made.get();
    }

    private static void fail(final Throwable error) {
        throw new AssertionError(error);
    }

    /** Takes what the query gives. */
    private static final class Nobody implements QuerySink {
        @Override
        public void onResult(final Series series, final double value, final long timeNs) {
            // what it costs to get here is asked for
        }
    }

    // ---- a thousand gauges, 25 to a datagram

    private static UnsafeBuffer[] texts() {
        final UnsafeBuffer[] datagrams = new UnsafeBuffer[DATAGRAMS];
        for (int i = 0; i < DATAGRAMS; i++) {
            final StringBuilder text = new StringBuilder();
            for (int metric = 0; metric < METRICS; metric++) {
                final String key = "host" + i + ".cpu-" + metric + ".cpu-user";
                text.append("gauge ")
                        .append(key.length())
                        .append('|')
                        .append(key)
                        .append(' ')
                        .append(metric)
                        .append(".5 1795376000.0;\n");
            }
            datagrams[i] = direct(text.toString().getBytes(ISO_8859_1));
        }
        return datagrams;
    }

    private static UnsafeBuffer[] packets() {
        final UnsafeBuffer[] datagrams = new UnsafeBuffer[DATAGRAMS];
        for (int i = 0; i < DATAGRAMS; i++) {
            final ByteBuffer out = ByteBuffer.allocate(4096);
            string(out, 0, "host" + i);
            out.putShort((short) 8).putShort((short) 12).putLong((NOW_NS / 1_000_000_000L) << 30);
            string(out, 2, "cpu");
            for (int metric = 0; metric < METRICS; metric++) {
                string(out, 3, Integer.toString(metric));
                string(out, 4, "cpu");
                string(out, 5, "user");
                out.putShort((short) 6)
                        .putShort((short) 15)
                        .putShort((short) 1)
                        .put((byte) 1)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putDouble(metric + 0.5)
                        .order(ByteOrder.BIG_ENDIAN);
            }
            final byte[] bytes = new byte[out.flip().remaining()];
            out.get(bytes);
            datagrams[i] = direct(bytes);
        }
        return datagrams;
    }

    private static void string(final ByteBuffer out, final int part, final String value) {
        out.putShort((short) part)
                .putShort((short) (4 + value.length() + 1))
                .put(value.getBytes(ISO_8859_1))
                .put((byte) 0);
    }

    private static UnsafeBuffer direct(final byte[] bytes) {
        return new UnsafeBuffer(
                ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }
}
