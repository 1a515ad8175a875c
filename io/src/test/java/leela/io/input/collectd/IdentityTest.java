package leela.io.input.collectd;

import static leela.io.input.collectd.CollectdRig.NOW_NS;
import static leela.io.input.collectd.PacketBuilder.GAUGE;
import static leela.io.input.collectd.PacketBuilder.listOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.ring.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a decoder remembers of former packets changes nothing but the cost of the next one. */
class IdentityTest {

    private static final int ROUNDS = 300;

    @TempDir
    private Path directory;

    @Test
    void shouldReadAPacketAmongOthersAsItWouldAlone() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final List<byte[]> packets = List.of(
                CapturedPackets.read("none/001.bin"),
                CapturedPackets.read("none/000.bin"),
                CapturedPackets.read("none/010.bin"),
                CapturedPackets.read("notif/003.bin"));
        final CollectdRig among = CollectdRig.in(directory);
        packets.forEach(among::decode);
        for (int round = 0; round < ROUNDS; round++) {
            final byte[] packet = AnyPacket.shelter(random.nextInt(), Mutation.of(packets, random));
            assertThat(among.decode(packet))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(CollectdRig.in(directory).decode(packet));
        }
    }

    @Test
    void shouldTellAValueThatIsAloneFromTheFirstOfTwo() {
        final CollectdRig rig = CollectdRig.in(directory);
        for (int i = 0; i < 2; i++) {
            assertThat(keys(rig, listOf("h", "mine").gauge(1))).containsExactly("h.p.mine");
            assertThat(keys(rig, listOf("h", "mine").values(new int[] {GAUGE, GAUGE}, 1, 2)))
                    .containsExactly("h.p.mine.0", "h.p.mine.1");
        }
    }

    @Test
    void shouldTellWhichFieldANameStandsIn() {
        final CollectdRig rig = CollectdRig.in(directory);
        for (int i = 0; i < 2; i++) {
            assertThat(keys(
                            rig,
                            listOf("h", "gauge").string(3, "a").string(5, "b").gauge(1)))
                    .containsExactly("h.p-a.gauge-b");
            assertThat(keys(
                            rig,
                            listOf("h", "gauge").string(3, "b").string(5, "a").gauge(1)))
                    .containsExactly("h.p-b.gauge-a");
            assertThat(keys(rig, listOf("h", "gauge").string(5, "a").gauge(1))).containsExactly("h.p.gauge-a");
            assertThat(keys(
                            rig,
                            listOf("h", "gauge")
                                    .string(3, "a")
                                    .gauge(1)
                                    .string(3, "")
                                    .gauge(1)))
                    .containsExactly("h.p-a.gauge", "h.p.gauge");
        }
    }

    @Test
    void shouldMakeTheSeriesOfAKeyAnewWhenItWasPurged() {
        final CollectdRig rig = CollectdRig.in(directory);
        final byte[] packet = listOf("h", "gauge").gauge(1).build();
        rig.decode(packet);
        rig.purge("h.p.gauge");
        assertThat(rig.intervalMs("h.p.gauge")).isEqualTo(CollectdRig.NO_SERIES);
        assertThat(rig.decode(packet)).extracting(Entry::key).containsExactly("h.p.gauge");
        assertThat(rig.intervalMs("h.p.gauge")).isEqualTo(1_000);
    }

    private static List<String> keys(final CollectdRig rig, final PacketBuilder packet) {
        return rig.decode(packet.build(), NOW_NS).stream().map(Entry::key).toList();
    }
}
