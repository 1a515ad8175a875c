package leela.perf.micro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import leela.engine.counters.Counters;
import leela.engine.ring.Handler;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.Limits;
import leela.engine.ring.Producer;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Slot;
import leela.engine.ring.Threading;
import leela.engine.ring.Waiting;
import leela.engine.runtime.NamedThreads;
import leela.engine.series.SeriesTable;
import leela.io.input.collectd.CollectdConfig;
import leela.io.input.collectd.CollectdDecoder;
import leela.io.input.collectd.CollectdProtocol;
import leela.io.input.collectd.CollectdSettings;
import leela.io.input.collectd.security.SecurityLevel;
import leela.io.input.collectd.wire.CollectdCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a value cost from the datagram to the ring, in the clear, signed and encrypted? The packets are those of
 * real daemons, 1.3 kB and some 36 values each. If an encrypted value cost twice a clear one, the cipher objects would
 * be worth replacing. Run at the root of the project, with {@code -prof gc}: nothing per value is an acceptance line,
 * the 48 bytes of each signed packet are the JDK's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class CollectdDecodeBenchmark {

    private static final int RING_SIZE = 1 << 16;
    private static final long CLOSE_NS = 5_000_000_000L;
    /** Packets up to this length hold a notification, which costs a document. */
    private static final int NOTIFICATION = 400;

    private static final long ARRIVAL_NS = 1_795_376_000_000_000_000L;

    /** Where the captured packets are. */
    @Param("io/src/test/resources/collectd")
    public String packets;

    /** How they are protected. */
    @Param({"none", "sign", "encrypt"})
    public String kind;

    private final Counters counters = Counters.inMemory();
    private List<UnsafeBuffer> datagrams;
    private HandlerGraph pipeline;
    private CollectdDecoder decoder;
    private Path authFile;

    /** Values a second, which is what counts; the score itself is in rounds of all packets. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Decoded {
        public long values;
    }

    @Setup(Level.Trial)
    public void open() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(packets, kind))) {
            datagrams = files.sorted()
                    .map(CollectdDecodeBenchmark::read)
                    .filter(datagram -> datagram.capacity() > NOTIFICATION)
                    .toList();
        }
        authFile = Files.createTempFile("leela-bench-auth", "");
        Files.writeString(authFile, "probe: s3cret-pass\n");
        pipeline = new HandlerGraph(
                new RingConfig(RING_SIZE, Threading.INLINE, Waiting.SLEEPING),
                List.of(new Nothing()),
                new NamedThreads("leela-bench", Throwable::printStackTrace),
                counters,
                Throwable::printStackTrace);
        pipeline.start();
        final Producer producer = new Producer(
                pipeline.ring(),
                new SeriesTable(1 << 16, counters),
                new Limits(Limits.UNLIMITED, Limits.UNLIMITED),
                counters,
                CollectdProtocol.SOURCE);
        decoder = new CollectdSettings(config(), counters).decoder(producer);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        pipeline.close(CLOSE_NS);
        Files.delete(authFile);
    }

    @Benchmark
    public long decode(final Decoded decoded) {
        final long before = counters.read(CollectdCounter.RECEIVED);
        for (int i = 0; i < datagrams.size(); i++) {
            decoder.decode(datagrams.get(i), datagrams.get(i).capacity(), ARRIVAL_NS);
        }
        final long values = counters.read(CollectdCounter.RECEIVED) - before;
        decoded.values += values;
        return values;
    }

    private CollectdConfig config() {
        final CollectdConfig defaults = CollectdConfig.defaults();
        return new CollectdConfig(
                SecurityLevel.NONE,
                Optional.of(authFile),
                CollectdConfig.stockTypesDb(),
                defaults.keyTemplate(),
                defaults.hostSeparator(),
                defaults.instanceSeparator(),
                Duration.ZERO);
    }

    private static UnsafeBuffer read(final Path file) {
        try {
            return new UnsafeBuffer(Files.readAllBytes(file));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stands behind the ring in the timeline's place, and takes no time. */
    private static final class Nothing implements Handler {

        @Override
        public String name() {
            return "nothing";
        }

        @Override
        public void onEntry(final Slot slot) {
            // the decoder's cost is asked for, not the timeline's
        }
    }
}
