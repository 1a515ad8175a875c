package leela.io.input.collectd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.refusal.Refusal;
import leela.engine.ring.Entry;
import leela.engine.ring.Limits;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.series.Series;
import leela.io.input.collectd.security.SecurityLevel;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.collectd.wire.CollectdDescriptor;
import org.agrona.concurrent.UnsafeBuffer;

/** A decoder before a recording pipeline: packets in, entries and counts out. Thread: one. */
public final class CollectdRig {

    /** When packets arrive unless a test says otherwise: the time of the hand-made ones. */
    static final long NOW_NS = PacketBuilder.SECONDS * 1_000_000_000L;

    static final int NO_SERIES = -1;
    static final String TYPES = """
            # as much of collectd's types.db as the packets need
            absolute  value:ABSOLUTE:0:U
            counter   value:COUNTER:U:U
            cpu       value:DERIVE:0:U
            derive    value:DERIVE:0:U
            gauge     value:GAUGE:U:U
            if_octets rx:DERIVE:0:U, tx:DERIVE:0:U
            load      shortterm:GAUGE:0:5000, midterm:GAUGE:0:5000, longterm:GAUGE:0:5000
            temperature value:GAUGE:U:U
            """;

    private final RecordingPipeline pipeline;
    private final CollectdDecoder decoder;
    private final UnsafeBuffer datagram = new UnsafeBuffer(new byte[CollectdDescriptor.MAX_PACKET_LENGTH]);

    CollectdRig(final CollectdConfig config) {
        this(
                config,
                RecordingPipeline.ofMetrics(Counters.inMemory(CollectdCounter.values())),
                RecordingPipeline.NO_LIMITS);
    }

    CollectdRig(final CollectdConfig config, final RecordingPipeline pipeline, final Limits limits) {
        this.pipeline = pipeline;
        final Producer producer = pipeline.producer(CollectdProtocol.SOURCE, limits);
        decoder = new CollectdSettings(config, pipeline.counters()).decoder(producer);
    }

    /** Level none, with types and users in files of their own under {@code directory}. */
    public static CollectdRig in(final Path directory) {
        return in(directory, SecurityLevel.NONE);
    }

    public static CollectdRig in(final Path directory, final SecurityLevel level) {
        return new CollectdRig(config(directory, level, Duration.ZERO));
    }

    public static CollectdConfig config(final Path directory, final SecurityLevel level, final Duration replayWindow) {
        final Path authFile = write(
                directory.resolve("auth"),
                CapturedPackets.USER + ": " + CapturedPackets.PASSWORD + "\nother: another\n");
        final CollectdConfig defaults = CollectdConfig.defaults();
        return new CollectdConfig(
                level,
                Optional.of(authFile),
                List.of(write(directory.resolve("types.db"), TYPES)),
                defaults.keyTemplate(),
                defaults.hostSeparator(),
                defaults.instanceSeparator(),
                replayWindow);
    }

    static Path write(final Path file, final String text) {
        try {
            return Files.writeString(file, text);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What becomes of one packet. */
    List<Entry> decode(final byte[] packet) {
        return decode(packet, packet.length, NOW_NS);
    }

    List<Entry> decode(final byte[] packet, final long arrivalNs) {
        return decode(packet, packet.length, arrivalNs);
    }

    /**
     * What becomes of a packet of which only the first {@code length} bytes arrived; behind them lies an older packet.
     */
    List<Entry> decode(final byte[] packet, final int length, final long arrivalNs) {
        datagram.putBytes(0, packet);
        decoder.decode(datagram, length, arrivalNs);
        return pipeline.take();
    }

    /** What was not taken, the newest first. */
    List<Refusal> refusals() {
        return pipeline.refusals().newestFirst();
    }

    /** The interval that the series of this key, in Latin-1, has heard of; {@link #NO_SERIES} where there is none. */
    int intervalMs(final String key) {
        final Series series = series(key);
        return series == null ? NO_SERIES : series.intervalMs();
    }

    void purge(final String key) {
        pipeline.table().tryRemove(series(key));
    }

    private Series series(final String key) {
        final byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        return pipeline.table().find(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    public long count(final Counter id) {
        return pipeline.count(id);
    }

    Counters counters() {
        return pipeline.counters();
    }
}
