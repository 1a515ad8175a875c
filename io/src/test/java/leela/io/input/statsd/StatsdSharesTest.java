package leela.io.input.statsd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Entry;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.series.SeriesLimits;
import leela.io.input.DatagramDecoder;
import leela.io.input.line.LineCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Who pays for the series that windows make. */
final class StatsdSharesTest {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final int SHARE = 6;

    private final RecordingPipeline pipeline = RecordingPipeline.ofMetrics(
            new SeriesLimits(1000, 1 << 30, SHARE), Counters.inMemory(StatsdCounter.values(), LineCounter.values()));
    private final Statsd statsd =
            new Statsd(StatsdSettings.DEFAULT, pipeline.producer(Statsd.FLUSHED), pipeline.counters());
    private final Producer producer = pipeline.producer(statsd.overUdp().source());
    private final DatagramDecoder decoder = statsd.overUdp().decoder(producer);

    @Test
    void shouldChargeNewSeriesToWhoNamedThemFirst() {
        send("one", 1, 10, 'a');
        send("two", 2, 3, 'b');
        statsd.roll(20 * SECOND_NS);
        final List<String> keys = pipeline.take().stream().map(Entry::key).toList();
        assertThat(keys).filteredOn(key -> key.startsWith("stats.gauges.a")).hasSize(SHARE);
        assertThat(keys).filteredOn(key -> key.startsWith("stats.gauges.b")).hasSize(3);
        assertThat(pipeline.count(EngineCounter.REJECTED_NEW_SERIES)).isEqualTo(4);
        assertThat(pipeline.table().mostNew(9, 20 * SECOND_NS))
                .extracting(used -> used.sender() + " " + used.made())
                .containsExactly("one 6", "two 3");
    }

    private void send(final String name, final long account, final int gauges, final char prefix) {
        producer.evidence().sender(() -> name, () -> account);
        for (int i = 0; i < gauges; i++) {
            final byte[] datagram = (prefix + "" + i + ":1|g").getBytes(ISO_8859_1);
            decoder.decode(new UnsafeBuffer(datagram), datagram.length, SECOND_NS);
        }
    }
}
