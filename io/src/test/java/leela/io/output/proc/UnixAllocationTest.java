package leela.io.output.proc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import leela.engine.AllocationWatch;
import leela.engine.counters.Counters;
import leela.engine.ring.Handler;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Slot;
import leela.engine.runtime.ManualClock;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import leela.io.input.text.EventEncoder;
import leela.io.input.text.TextDecoder;
import leela.io.input.text.TextDialect;
import leela.io.input.text.TextProtocol;
import leela.io.output.multicast.MulticastCounter;
import leela.io.output.multicast.MulticastHandler;
import leela.io.output.multicast.PeerGroup;
import leela.io.output.multicast.Registration;
import leela.io.output.queue.ResultQueue;
import leela.io.socket.MemoryBudget;
import leela.io.socket.RecvmmsgBatch;
import leela.io.socket.SocketPath;
import leela.io.socket.UnixDatagramSocket;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the class comments promise: nothing is allocated from the databus to the peers and the clients' queues. */
@Timeout(60)
final class UnixAllocationTest {

    private static final int ROUNDS = 20_000;

    @TempDir
    private Path folder;

    private final AllocationWatch watch =
            new AllocationWatch(Thread.currentThread().getId());
    private int heardNow;

    /** One round; may throw. */
    private interface Round {
        void run() throws IOException;
    }

    @Test
    void shouldReadDecodeAndMulticastWithoutAllocating() throws IOException {
        final Counters counters = Counters.inMemory();
        final MulticastHandler handler = new MulticastHandler(new ManualClock(0), counters);
        final RecordingPipeline pipeline =
                RecordingPipeline.of(counters, new SeriesTable(1000, counters), new NoTimeline(), handler);
        final Producer producer = pipeline.producer(TextProtocol.DATABUS.source());
        final TextDecoder decoder = new TextDecoder(producer, TextDialect.DATABUS);
        final SocketPath databus = new SocketPath(folder.resolve("databus"));
        final SocketPath peer = new SocketPath(folder.resolve("peer"));
        final ByteBuffer sent = direct("event 6|foobar 1.5 10.0;event 6|barfoo 0.1234567890123 11.25;");

        try (UnixDatagramSocket in = UnixDatagramSocket.bound(databus);
                UnixDatagramSocket out = UnixDatagramSocket.connected(databus);
                UnixDatagramSocket listener = UnixDatagramSocket.bound(peer);
                UnixDatagramSocket deaf = UnixDatagramSocket.bound(new SocketPath(folder.resolve("deaf")))) {
            handler.onRegistration(PeerGroup.Mode.MULTICAST, Registration.of(peer.toString()));
            handler.onRegistration(PeerGroup.Mode.ANYCAST, Registration.of(peer.toString()));
            handler.onRegistration(
                    PeerGroup.Mode.MULTICAST,
                    Registration.of(folder.resolve("deaf").toString()));
            final RecvmmsgBatch received = in.batch();
            final RecvmmsgBatch heard = listener.batch();
            final long best = best(() -> {
                out.write(sent.rewind());
                received.await();
                decoder.decode(received.datagram(0), received.length(0), 0);
                pipeline.run();
                heardNow = heard.await();
            });
            assertThat(best).isZero();
            assertThat(heardNow).isEqualTo(2);
            assertThat(deaf).isNotNull();
        }
        assertThat(counters.read(MulticastCounter.MULTICAST_LOST)).isPositive();
        assertThat(counters.read(MulticastCounter.ANYCAST_SENT)).isEqualTo((long) watch.passes() * ROUNDS);
    }

    @Test
    void shouldQueueResultsWithoutAllocating() throws IOException {
        final Counters counters = Counters.inMemory();
        final Series series = Series.detached("foobar".getBytes(US_ASCII));
        final UnsafeBuffer frame = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 14));
        final ResultQueue queue = new ResultQueue(
                new EventEncoder()::encode,
                1 << 16,
                new MemoryBudget(1 << 16, ProcCounter.MEMORY, counters),
                new UnsafeBuffer(ByteBuffer.allocateDirect(EventEncoder.MAX_LENGTH)),
                () -> {},
                ProcCounter.EVENTS_LOST,
                counters);
        assertThat(best(() -> {
                    for (int i = 0; i < 10; i++) {
                        queue.onResult(series, i + 0.123456789, 1_365_500_000_000_000_000L + i);
                    }
                    queue.onBatchEnd();
                    queue.unqueue();
                    queue.drainTo(frame, 2, 1 << 14);
                }))
                .isZero();
        assertThat(queue.lost()).isZero();
    }

    private long best(final Round round) {
        return watch.leastOf(() -> {
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    round.run();
                }
            } catch (final IOException failed) {
                throw new UncheckedIOException(failed);
            }
        })[0];
    }

    private static ByteBuffer direct(final String text) {
        return ByteBuffer.allocateDirect(text.length())
                .put(text.getBytes(US_ASCII))
                .flip();
    }

    /** Stands where the timeline would. */
    private static final class NoTimeline implements Handler {

        @Override
        public String name() {
            return "none";
        }

        @Override
        public void onEntry(final Slot slot) {
            // only events come here
        }
    }
}
