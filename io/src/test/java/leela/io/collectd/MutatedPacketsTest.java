package leela.io.collectd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.counters.CounterId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real packets with damages, signed and encrypted anew. */
class MutatedPacketsTest {

    @TempDir
    private Path directory;

    @Test
    void shouldStandMutationsOfRealPackets() {
        mutate(10_000);
    }

    @Test
    @Tag("slow")
    void shouldStandManyMutationsOfRealPackets() {
        mutate(1_000_000);
    }

    private void mutate(final int rounds) {
        final CollectdRig rig = CollectdRig.in(directory);
        final AnyPacket any = new AnyPacket(rig);
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final List<byte[]> packets = List.of(CapturedPackets.read("none/001.bin"), CapturedPackets.read("none/000.bin"),
                CapturedPackets.read("notif/003.bin"), CapturedPackets.read("sign/001.bin"), CapturedPackets.read("encrypt/001.bin"));
        for (int round = 0; round < rounds; round++) {
            final byte[] packet = AnyPacket.shelter(random.nextInt(), Mutation.of(packets, random));
            try {
                any.check(packet);
            } catch (final RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
        assertThat(rig.count(CounterId.RECEIVED_COLLECTD)).as("seed %d", seed).isGreaterThan(rounds);
        assertThat(rig.counters().sum("collectd.packets.damaged")).as("seed %d", seed).isGreaterThan(rounds / 20);
    }
}
