package leela.io.input.collectd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.counters.Counters;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.collectd.security.SecurityLevel;
import leela.io.input.collectd.wire.CollectdCounter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real packets with damages, signed and encrypted anew. */
class MutatedPacketsTest {

    private static final int MAX_SERIES = 10_000;
    private static final long MINUTES = 10;
    private static final long SETTLED_S = 60;
    private static final long MAX_GROWTH = 8 << 20;

    @TempDir
    private Path directory;

    @Test
    void shouldStandMutationsOfRealPackets() {
        final Mutations mutations = new Mutations(directory);
        mutations.run(10_000);
        mutations.assertThatTheyReachedFar();
    }

    @Test
    @Tag("slow")
    void shouldStandTenMinutesOfMutationsWithoutGrowing() {
        final Mutations mutations = new Mutations(directory);
        final long startNs = System.nanoTime();
        mutations.runUntil(startNs + Duration.ofSeconds(SETTLED_S).toNanos());
        final long before = usedMemory();
        mutations.runUntil(startNs + Duration.ofMinutes(MINUTES).toNanos());
        final long growth = usedMemory() - before;
        System.out.printf(
                "%d packets; %d bytes more memory than after the first minute (%d)%n",
                mutations.rounds, growth, before);
        mutations.assertThatTheyReachedFar();
        assertThat(growth).isLessThan(MAX_GROWTH);
    }

    private static long usedMemory() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** One decoder that stands all of them. */
    private static final class Mutations {

        private final CollectdRig rig;
        private final AnyPacket any;
        private final long seed = new SplittableRandom().nextLong();
        private final SplittableRandom random = new SplittableRandom(seed);
        private final List<byte[]> packets = new ArrayList<>();
        private long rounds;

        Mutations(final Path directory) {
            rig = new CollectdRig(
                    CollectdRig.config(directory, SecurityLevel.NONE, Duration.ZERO),
                    RecordingPipeline.ofMetrics(MAX_SERIES, Counters.inMemory(CollectdCounter.values())),
                    RecordingPipeline.NO_LIMITS);
            any = new AnyPacket(rig);
            for (final String kind : List.of("none", "notif", "sign", "encrypt")) {
                packets.addAll(CapturedPackets.of(kind));
            }
        }

        void runUntil(final long endNs) {
            while (System.nanoTime() - endNs < 0) {
                run(1_000);
            }
        }

        void run(final int count) {
            for (int i = 0; i < count; i++) {
                final byte[] packet = AnyPacket.shelter(random.nextInt(), Mutation.of(packets, random));
                try {
                    any.check(packet);
                } catch (final RuntimeException | AssertionError e) {
                    throw new AssertionError("seed " + seed + ", round " + rounds, e);
                }
                rounds++;
            }
        }

        void assertThatTheyReachedFar() {
            assertThat(rig.count(CollectdCounter.RECEIVED)).as("seed %d", seed).isGreaterThan(rounds);
            assertThat(rig.counters().sum("collectd.packets.damaged"))
                    .as("seed %d", seed)
                    .isGreaterThan(rounds / 20);
        }
    }
}
