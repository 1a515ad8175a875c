package leela.ops;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import leela.adapters.re2.Re2Patterns;
import leela.engine.AllocationWatch;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.QuerySink;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.Limits;
import leela.engine.ring.Producer;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Source;
import leela.engine.ring.Threading;
import leela.engine.ring.Waiting;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ManualClock;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.SystemClock;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.FixedClockRules;
import leela.engine.timeline.Timeline;
import leela.io.input.DatagramDecoder;
import leela.io.input.collectd.CollectdConfig;
import leela.io.input.collectd.CollectdProtocol;
import leela.io.input.collectd.CollectdSettings;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.text.TextCounter;
import leela.io.input.text.TextDecoder;
import leela.io.input.text.TextDialect;
import leela.io.input.text.TextProtocol;
import leela.io.output.multicast.MulticastCounter;
import leela.io.output.multicast.MulticastHandler;
import leela.io.output.multicast.RegistrationDecoder;
import leela.io.socket.OwnSockets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * 400,000 text metrics and as many collectd values a pass, from the datagram to the standing query and the
 * multicast socket: nothing is allocated on any thread they pass.
 */
@Timeout(300)
final class HotPathAllocationTest {

    private static final String KEY = "host1.cpu-0.cpu-user";
    private static final int VALUES = 400_000;
    private static final int DATAGRAM = 20;
    private static final int DATAGRAMS_A_STEP = 50;
    private static final int STEP_SECONDS = 61;
    private static final int START_SECONDS = 1_365_500_000;
    private static final long SECOND = Clock.NANOS_PER_SECOND;
    private static final long TTL = 3600 * SECOND;
    private static final long NAP_NS = 50_000;

    private final Counters counters = Counters.inMemory();
    private final SeriesTable table = new SeriesTable(10_000, counters);
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final List<Thread> handlerThreads = new CopyOnWriteArrayList<>();
    private final UnsafeBuffer text = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 16));
    private final UnsafeBuffer packet = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 16));
    private final int[] textTimes = new int[DATAGRAM];
    private int packetTime;
    private int seconds = START_SECONDS;

    @TempDir
    private Path folder;

    /** Counts what the query gives. */
    private static final class Tally implements QuerySink {
        private volatile long results;
        private long resultsNow;

        @Override
        public void onResult(final Series series, final double value, final long timeNs) {
            resultsNow++;
        }

        @Override
        public void onBatchEnd() {
            results = resultsNow;
        }
    }

    @ParameterizedTest
    @EnumSource(value = Threading.class, names = "STEPPED", mode = EnumSource.Mode.EXCLUDE)
    void shouldAllocateNothingFromTheDatagramToThePeer(final Threading threading) throws Exception {
        final StandingQueries queries =
                new StandingQueries(QueryLimits.DEFAULT, new SystemClock(), counters, errors::add);
        final MulticastHandler multicast = new MulticastHandler(new ManualClock(0), counters);
        final Timeline timeline =
                new Timeline(new FixedClockRules(60 * SECOND, TTL, CounterFall.AUTO), TTL, table, counters);
        final HandlerGraph pipeline = new HandlerGraph(
                new RingConfig(1 << 14, threading, Waiting.SLEEPING),
                List.of(timeline, queries, multicast),
                this::handlerThread,
                counters,
                errors::add);
        pipeline.start();
        final Tally tally = new Tally();
        new QueryRegistry(queries, pipeline.ring(), new Re2Patterns(), QueryLimits.DEFAULT, counters)
                .start(Program.parse("id", "."), "test", tally);
        final DatagramDecoder texts = new TextDecoder(producer(pipeline, TextProtocol.UDP.source()), TextDialect.UDP);
        final DatagramDecoder packets = new CollectdSettings(CollectdConfig.defaults(), counters)
                .decoder(producer(pipeline, CollectdProtocol.SOURCE));

        final AllocationWatch watch = new AllocationWatch(threadIds());
        final long[] least;
        try (AFUNIXDatagramChannel peer = register(multicast, pipeline)) {
            assertThat(peer.isOpen()).isTrue();
            final int textLength = fillText();
            final int packetLength = fillPacket();
            least = watch.leastOf(() -> {
                pass(pipeline, texts, text, textLength);
                pass(pipeline, packets, packet, packetLength);
            });
        }

        assertThat(pipeline.close(30 * SECOND)).isTrue();
        assertThat(errors).isEmpty();
        assertThat(counters.read(TextCounter.RECEIVED_UDP)).isEqualTo((long) watch.passes() * VALUES);
        assertThat(counters.read(CollectdCounter.RECEIVED)).isEqualTo((long) watch.passes() * VALUES);
        assertThat(counters.sum("metrics.rejected")).isZero();
        assertThat(tally.results)
                .isEqualTo(counters.read(EngineCounter.EMITTED))
                .isGreaterThan((long) VALUES);
        assertThat(counters.read(MulticastCounter.MULTICAST_LOST) + counters.read(MulticastCounter.MULTICAST_SENT))
                .isPositive();
        assertThat(least).as("bytes of receiver, timeline, dmproc, multicast").containsOnly(0);
    }

    private Thread handlerThread(final Runnable body) {
        final Thread thread = new NamedThreads("leela-test", errors::add).newThread(body);
        handlerThreads.add(thread);
        return thread;
    }

    private long[] threadIds() {
        return LongStream.concat(
                        LongStream.of(Thread.currentThread().getId()),
                        handlerThreads.stream().mapToLong(Thread::getId))
                .toArray();
    }

    private Producer producer(final HandlerGraph pipeline, final Source source) {
        return new Producer(pipeline.ring(), table, new Limits(Limits.UNLIMITED, Limits.UNLIMITED), counters, source);
    }

    /** A peer that never reads: the first datagrams fill its buffer, the others are encoded, offered and lost. */
    private AFUNIXDatagramChannel register(final MulticastHandler multicast, final HandlerGraph pipeline)
            throws IOException {
        final Path path = folder.resolve("peer");
        final AFUNIXDatagramChannel peer = AFUNIXDatagramChannel.open();
        peer.bind(AFUNIXSocketAddress.of(path));
        final byte[] registration = path.toString().getBytes(ISO_8859_1);
        RegistrationDecoder.multicast(multicast, new OwnSockets(), pipeline.ring(), counters)
                .decode(new UnsafeBuffer(registration), registration.length, 0);
        return peer;
    }

    private void pass(
            final HandlerGraph pipeline, final DatagramDecoder decoder, final UnsafeBuffer datagram, final int length) {
        for (int i = 0; i < VALUES / DATAGRAM; i++) {
            if (i % DATAGRAMS_A_STEP == 0) {
                seconds += STEP_SECONDS;
                setTimes();
            }
            decoder.decode(datagram, length, seconds * SECOND);
        }
        while (pipeline.ring().backlog() > 0) {
            LockSupport.parkNanos(NAP_NS);
        }
    }

    // ---- one datagram of each protocol; only its times change

    private void setTimes() {
        for (final int at : textTimes) {
            text.putNaturalPaddedIntAscii(at, 10, seconds);
        }
        packet.putLong(packetTime, (long) seconds << 30, ByteOrder.BIG_ENDIAN);
    }

    private int fillText() {
        int end = 0;
        for (int i = 0; i < DATAGRAM; i++) {
            final String head = List.of("gauge ", "derive ", "counter ", "absolute ")
                            .get(i % 4) + (KEY.length() + 2) + "|" + KEY + (10 + i) + " 12345.25 ";
            textTimes[i] = end + head.length();
            end += text.putStringWithoutLengthAscii(end, head + "0000000000.5;\n");
        }
        return end;
    }

    private int fillPacket() {
        final ByteBuffer out = ByteBuffer.allocate(4096);
        string(out, 0, "host1");
        packetTime = out.position() + 4;
        out.putShort((short) 8).putShort((short) 12).putLong(0);
        string(out, 2, "cpu");
        for (int i = 0; i < DATAGRAM; i++) {
            string(out, 3, Integer.toString(i));
            string(out, 4, "cpu");
            string(out, 5, "user");
            out.putShort((short) 6)
                    .putShort((short) 15)
                    .putShort((short) 1)
                    .put((byte) 1)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putDouble(i + 0.5)
                    .order(ByteOrder.BIG_ENDIAN);
        }
        packet.putBytes(0, out.array(), 0, out.position());
        return out.position();
    }

    private static void string(final ByteBuffer out, final int part, final String value) {
        out.putShort((short) part)
                .putShort((short) (4 + value.length() + 1))
                .put(value.getBytes(ISO_8859_1))
                .put((byte) 0);
    }
}
