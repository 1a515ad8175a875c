package leela.io.input.collectd;

import static leela.io.input.collectd.CollectdRig.NOW_NS;
import static leela.io.input.collectd.PacketBuilder.ABSOLUTE;
import static leela.io.input.collectd.PacketBuilder.GAUGE;
import static leela.io.input.collectd.PacketBuilder.listOf;
import static leela.io.input.collectd.PacketBuilder.packet;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Entry;
import leela.engine.ring.Limits;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.collectd.security.SecurityLevel;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.collectd.wire.CollectdDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets at and beyond their limits, and packets cut at every byte. */
class HardeningTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"none/001.bin", "none/002.bin", "notif/003.bin", "none/000.bin"})
    void shouldKeepWhatStoodBeforeTheCut(final String name) {
        final CollectdRig rig = CollectdRig.in(directory);
        final byte[] packet = CapturedPackets.read(name);
        final List<Entry> whole = rig.decode(packet);
        int before = 0;
        for (int length = 0; length <= packet.length; length++) {
            final List<Entry> read = rig.decode(packet, length, NOW_NS);
            assertThat(read)
                    .as("cut at byte %d", length)
                    .hasSizeGreaterThanOrEqualTo(before)
                    .isEqualTo(whole.subList(0, read.size()));
            before = read.size();
        }
        assertThat(before).isEqualTo(whole.size());
        // the cuts that no counter saw are the ends of parts
        assertThat(rig.count(CollectdCounter.TRUNCATED)).isEqualTo(packet.length - parts(packet));
    }

    @Test
    void shouldTakeAsManyValuesAsADatagramHolds() {
        final CollectdRig rig = CollectdRig.in(directory);
        final PacketBuilder head = listOf("h", "many");
        final int count =
                (CollectdDescriptor.MAX_PACKET_LENGTH - head.build().length - CollectdDescriptor.VALUES_HEADER_LENGTH)
                        / CollectdDescriptor.VALUE_LENGTH;
        final int[] kinds = new int[count];
        Arrays.fill(kinds, ABSOLUTE);
        final long[] values = new long[count];
        Arrays.setAll(values, i -> i);
        final List<Entry> entries = rig.decode(head.values(kinds, values).build());
        assertThat(entries).hasSize(count).hasSizeGreaterThan(7_000);
        for (int i = 0; i < count; i++) {
            assertThat(entries.get(i).key()).isEqualTo("h.p.many." + i);
            assertThat(entries.get(i).bits()).isEqualTo(i);
        }
    }

    @Test
    void shouldTakeAsManyPartsAsADatagramHolds() {
        final CollectdRig rig = CollectdRig.in(directory);
        final PacketBuilder packet = listOf("h", "gauge");
        while (packet.build().length < CollectdDescriptor.MAX_PACKET_LENGTH - 40) {
            packet.part(0x999).part(0x999).part(0x999).part(0x999);
        }
        assertThat(rig.decode(packet.gauge(1).build())).hasSize(1);
    }

    @Test
    void shouldRejectKeysBeyondTheLimit() {
        final CollectdConfig defaults = CollectdConfig.defaults();
        final CollectdRig rig = new CollectdRig(new CollectdConfig(
                SecurityLevel.NONE,
                defaults.authFile(),
                List.of(),
                defaults.keyTemplate(),
                "12345678",
                ".",
                defaults.replayWindow()));
        final String host = ".".repeat(CollectdDescriptor.MAX_NAME_LENGTH);
        assertThat(rig.decode(listOf(host, "6789").gauge(1).build()))
                .extracting(entry -> entry.key().length())
                .containsExactly(Limits.MAX_KEY_LENGTH - 1);
        assertThat(rig.decode(listOf(host, "67890").gauge(1).build()))
                .extracting(entry -> entry.key().length())
                .containsExactly(Limits.MAX_KEY_LENGTH);
        assertThat(rig.decode(listOf(host, "678901").gauge(1).build())).isEmpty();
        assertThat(rig.count(EngineCounter.REJECTED_KEY_LENGTH)).isEqualTo(1);
    }

    @Test
    void shouldHoldValuesToTheLimitsOfTime() {
        final CollectdRig rig = new CollectdRig(
                CollectdConfig.defaults(), RecordingPipeline.ofMetrics(), new Limits(3_600_000_000_000L, 0));
        final PacketBuilder packet = listOf("h", "gauge")
                .gauge(1)
                .hiTime(PacketBuilder.SECONDS + 3_600)
                .gauge(2)
                .hiTime(PacketBuilder.SECONDS + 3_601)
                .gauge(3)
                .hiTime(PacketBuilder.SECONDS - 1)
                .gauge(4);
        assertThat(rig.decode(packet.build())).extracting(Entry::value).containsExactly(1.0, 2.0);
        assertThat(rig.count(EngineCounter.REJECTED_TIME_RANGE)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 536_870_911, 536_870_912, 1L << 30, 1_927_771_000_123_456_789L, 1L << 62})
    void shouldReadHiTimesToTheNearestNanosecond(final long hi) {
        final BigDecimal exact = BigDecimal.valueOf(hi)
                .multiply(BigDecimal.valueOf(1_000_000_000))
                .divide(BigDecimal.valueOf(1L << 30));
        assertThat(CollectdDescriptor.hiToNs(hi))
                .isEqualTo(exact.setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    @Test
    void shouldNeverReadWhatWasNotReceived() {
        final CollectdRig rig = CollectdRig.in(directory);
        final byte[] packet = listOf("h", "gauge").values(new int[] {GAUGE}, 0).build();
        assertThat(rig.decode(packet)).hasSize(1);
        // the same bytes still lie in the buffer behind these
        assertThat(rig.decode(packet().string(0, "h").build())).isEmpty();
        assertThat(rig.decode(new byte[0])).isEmpty();
    }

    private static int parts(final byte[] packet) {
        int count = 0;
        for (int at = 0; at < packet.length; count++) {
            at += (packet[at + 2] & 0xff) << 8 | packet[at + 3] & 0xff;
        }
        return count;
    }
}
