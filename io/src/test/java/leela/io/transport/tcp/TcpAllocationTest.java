package leela.io.transport.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import leela.engine.AllocationWatch;
import leela.engine.counters.Counters;
import leela.engine.ring.RecordingPipeline;
import leela.engine.runtime.SystemClock;
import leela.io.input.StreamProtocol;
import leela.io.input.graphite.GraphiteCounter;
import leela.io.input.graphite.GraphiteStreams;
import leela.io.input.line.LineCounter;
import leela.io.input.opentsdb.PutCounter;
import leela.io.input.opentsdb.PutProtocol;
import leela.io.socket.MemoryBudget;
import leela.io.socket.ReceiverContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Points over a connection, cut anywhere: none of them makes the thread that reads it allocate. */
@Timeout(60)
final class TcpAllocationTest {

    private static final int POINTS = 20_000;
    private static final int CUT = 10_007;
    /** {@code [("web1.load.shortterm", (1795915097.0, 1.5))]}, behind its length. */
    private static final String PICKLE = "0000003980025d71005813000000776562312e6c6f61642e73686f7274746572"
            + "6d71014741dac2df56400000473ff8000000000000867102867103612e";

    private final Counters counters =
            Counters.inMemory(TcpCounter.values(), GraphiteCounter.values(), LineCounter.values(), PutCounter.values());
    private final RecordingPipeline pipeline = RecordingPipeline.ofMetrics(counters);
    private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());

    static Stream<Arguments> frames() {
        return Stream.of(
                Arguments.of(GraphiteStreams.LINES, "web1.load.shortterm 1.5 1795915097\n".getBytes(US_ASCII)),
                Arguments.of(
                        GraphiteStreams.LINES,
                        "load;host=web1;dc=fra1;os=;b=a%d 123.25 1795915097.5\r\n".getBytes(US_ASCII)),
                Arguments.of(GraphiteStreams.PICKLES, HexFormat.of().parseHex(PICKLE)),
                Arguments.of(
                        new PutProtocol("leela"),
                        "put load 1795915023648 4.5 host=web1  dc=fra1\n".getBytes(US_ASCII)));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void shouldAllocateNothingForAPoint(final StreamProtocol protocol, final byte[] frame) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(POINTS * frame.length);
        while (bytes.hasRemaining()) {
            bytes.put(frame);
        }
        final TcpReceiver receiver = new TcpReceiver(
                "leela-toy",
                new TcpConfig("toy", "port", true, List.of("127.0.0.1"), 0, 10),
                protocol.input(pipeline.producer(protocol.source())),
                new MemoryBudget(1 << 20, TcpCounter.MEMORY, counters),
                new ReceiverContext(new SystemClock(), counters, faults::add));
        final AllocationWatch watch;
        try (receiver;
                SocketChannel client = SocketChannel.open(receiver.addresses().get(0))) {
            receiver.start();
            watch = new AllocationWatch(threadOf("leela-toy"));
            final long least = watch.leastOf(() -> send(client, bytes.clear()))[0];
            // what the selector makes of a wake-up may be a few bytes; of a point it is none
            assertThat(least).as("bytes for %s points", POINTS).isLessThan(POINTS / 100);
        }
        pipeline.run();
        assertThat(counters.sum("metrics.received")).isEqualTo((long) watch.passes() * POINTS);
        assertThat(counters.sum("metrics.rejected")).isZero();
        assertThat(faults).isEmpty();
    }

    /** In pieces that end within frames, and until all points are through the ring. */
    private void send(final SocketChannel client, final ByteBuffer bytes) {
        final long expected = counters.sum("metrics.received") + POINTS;
        try {
            for (int end = CUT; bytes.position() < bytes.capacity(); end += CUT) {
                bytes.limit(Math.min(end, bytes.capacity()));
                client.write(bytes);
                pipeline.run();
            }
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
        while (counters.sum("metrics.received") < expected || pipeline.ring().backlog() > 0) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            pipeline.run();
        }
    }

    private static long threadOf(final String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getId();
    }
}
