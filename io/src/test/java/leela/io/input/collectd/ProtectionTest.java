package leela.io.input.collectd;

import static leela.io.input.collectd.CapturedPackets.PASSWORD;
import static leela.io.input.collectd.CapturedPackets.USER;
import static leela.io.input.collectd.CollectdRig.NOW_NS;
import static leela.io.input.collectd.PacketBuilder.listOf;
import static leela.io.input.collectd.PacketBuilder.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.engine.series.MetricType;
import leela.engine.series.SeriesLimits;
import leela.io.input.collectd.security.SecurityLevel;
import leela.io.input.collectd.wire.CollectdCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signed and encrypted packets at the three levels: what is believed, and what is not. */
class ProtectionTest {

    private static final int[] FLIPS = {0x01, 0x10, 0x80, 0xff};

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"sign, SIGN", "encrypt, SIGN", "encrypt, ENCRYPT"})
    void shouldRejectAPacketWithAnyByteChanged(final String kind, final SecurityLevel level) {
        final CollectdRig rig = CollectdRig.in(directory, level);
        for (final byte[] packet :
                List.of(CapturedPackets.read(kind + "/000.bin"), CapturedPackets.read(kind + "/001.bin"))) {
            for (int i = 0; i < packet.length; i++) {
                for (final int flip : FLIPS) {
                    packet[i] ^= (byte) flip;
                    assertThat(rig.decode(packet))
                            .as("byte %d of %s changed by %02x", i, kind, flip)
                            .isEmpty();
                    packet[i] ^= (byte) flip;
                }
            }
            assertThat(rig.decode(packet)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"sign, SIGN", "sign, NONE", "encrypt, ENCRYPT", "encrypt, NONE"})
    void shouldRejectAProtectedPacketCutAnywhere(final String kind, final SecurityLevel level) {
        final CollectdRig rig = CollectdRig.in(directory, level);
        final byte[] packet = CapturedPackets.read(kind + "/001.bin");
        for (int length = 0; length < packet.length; length++) {
            assertThat(rig.decode(packet, length, NOW_NS))
                    .as("cut at byte %d", length)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NONE,    none,    true,  ",
        "NONE,    sign,    true,  ",
        "NONE,    encrypt, true,  ",
        "SIGN,    none,    false, UNSIGNED",
        "SIGN,    sign,    true,  ",
        "SIGN,    encrypt, true,  ",
        "ENCRYPT, none,    false, UNENCRYPTED",
        "ENCRYPT, sign,    false, UNENCRYPTED",
        "ENCRYPT, encrypt, true,  "
    })
    void shouldTakeWhatTheLevelAsksFor(
            final SecurityLevel level, final String kind, final boolean isTaken, final CollectdCounter counted) {
        final CollectdRig rig = CollectdRig.in(directory, level);
        for (final byte[] packet : CapturedPackets.of(kind)) {
            assertThat(rig.decode(packet).isEmpty()).isNotEqualTo(isTaken);
        }
        assertThat(rig.counters().sum("collectd.packets.refused")).isEqualTo(isTaken ? 0 : 32);
        if (counted != null) {
            assertThat(rig.count(counted)).isEqualTo(32);
        }
    }

    @Test
    void shouldTakeOnlyTheSignedStretchAtLevelSign() {
        final CollectdRig rig = CollectdRig.in(directory, SecurityLevel.SIGN);
        final byte[] clear = listOf("h", "gauge").gauge(1).build();
        assertThat(rig.decode(packet().raw(clear)
                        .raw(PacketBuilder.sign(clear, USER, PASSWORD))
                        .build()))
                .containsExactly(gauge("probe.h.p.gauge", 1));
        assertThat(rig.count(CollectdCounter.UNSIGNED)).isEqualTo(1);
        assertThat(rig.decode(packet().raw(PacketBuilder.encrypt(clear, USER, PASSWORD))
                        .raw(clear)
                        .build()))
                .containsExactly(gauge("probe.h.p.gauge", 1));
        assertThat(rig.count(CollectdCounter.UNSIGNED)).isEqualTo(2);
    }

    @Test
    void shouldTakeSignaturesOnTrustWithoutAnAuthFile() {
        final CollectdRig rig = new CollectdRig(CollectdConfig.defaults());
        assertThat(rig.decode(listOf("h", "gauge").gauge(1).signed("anybody", "anything")))
                .containsExactly(gauge("anybody.h.p.gauge", 1));
        assertThat(rig.count(CollectdCounter.UNVERIFIED)).isEqualTo(1);
        assertThat(rig.decode(listOf("h", "gauge").gauge(1).signed("u".repeat(256), "anything")))
                .isEmpty();
        assertThat(rig.decode(listOf("h", "gauge").gauge(1).encrypted("anybody", "anything")))
                .isEmpty();
        assertThat(rig.count(CollectdCounter.UNKNOWN_USER)).isEqualTo(2);
    }

    @Test
    void shouldKeepTwoUsersOfOneHostApart() {
        final CollectdRig rig = CollectdRig.in(directory, SecurityLevel.SIGN);
        final byte[] parts = listOf("h", "gauge").gauge(1).build();
        for (int i = 0; i < 3; i++) {
            assertThat(rig.decode(PacketBuilder.sign(parts, USER, PASSWORD)))
                    .containsExactly(gauge("probe.h.p.gauge", 1));
            assertThat(rig.decode(PacketBuilder.encrypt(parts, "other", "another")))
                    .containsExactly(gauge("other.h.p.gauge", 1));
            assertThat(rig.decode(PacketBuilder.encrypt(parts, USER, PASSWORD)))
                    .containsExactly(gauge("probe.h.p.gauge", 1));
            assertThat(rig.decode(PacketBuilder.sign(parts, "other", PASSWORD))).isEmpty();
            assertThat(rig.decode(PacketBuilder.encrypt(parts, USER, "another")))
                    .isEmpty();
        }
        assertThat(rig.count(CollectdCounter.BAD_SIGNATURE)).isEqualTo(3);
        assertThat(rig.count(CollectdCounter.BAD_CHECKSUM)).isEqualTo(3);
    }

    @Test
    void shouldChargeNewSeriesToTheUserWhoProvedToHaveSentThem() {
        final RecordingPipeline pipeline = RecordingPipeline.ofMetrics(
                new SeriesLimits(100, Long.MAX_VALUE, 1), Counters.inMemory(CollectdCounter.values()));
        final CollectdRig rig = new CollectdRig(
                CollectdRig.config(directory, SecurityLevel.NONE, Duration.ZERO),
                pipeline,
                RecordingPipeline.NO_LIMITS);
        final byte[] one = listOf("one", "gauge").gauge(1).build();
        final byte[] two = listOf("two", "gauge").gauge(1).build();

        assertThat(rig.decode(PacketBuilder.sign(one, USER, PASSWORD))).hasSize(1);
        assertThat(rig.decode(PacketBuilder.encrypt(two, USER, PASSWORD))).isEmpty();
        assertThat(rig.decode(PacketBuilder.encrypt(two, "other", "another"))).hasSize(1);
        // what stands in clear behind it is the address's
        assertThat(rig.decode(packet().raw(PacketBuilder.encrypt(two, "other", "another"))
                        .raw(one)
                        .build()))
                .hasSize(2);
        assertThat(rig.count(EngineCounter.REJECTED_NEW_SERIES)).isEqualTo(1);
        assertThat(rig.refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.sender()).isEqualTo("user " + USER + " at "));
    }

    @Test
    void shouldDecryptPacketsOfAnyLength() {
        final CollectdRig rig = CollectdRig.in(directory, SecurityLevel.ENCRYPT);
        for (int filler = 0; filler < 70; filler++) {
            final byte[] parts = packet().part(0x999, new byte[filler])
                    .raw(listOf("h", "gauge").gauge(filler).build())
                    .build();
            assertThat(rig.decode(PacketBuilder.encrypt(parts, USER, PASSWORD)))
                    .containsExactly(gauge("probe.h.p.gauge", filler));
        }
        final byte[] longest = packet().part(0x999, new byte[65_300])
                .raw(listOf("h", "gauge").gauge(1).build())
                .build();
        assertThat(rig.decode(PacketBuilder.encrypt(longest, USER, PASSWORD)))
                .containsExactly(gauge("probe.h.p.gauge", 1));
        assertThat(rig.decode(PacketBuilder.sign(longest, USER, PASSWORD))).isEmpty();
    }

    @Test
    void shouldRefuseReplaysWithinAndBeyondTheWindow() {
        final CollectdRig rig =
                new CollectdRig(CollectdRig.config(directory, SecurityLevel.SIGN, Duration.ofSeconds(60)));
        final byte[] signed = listOf("h", "gauge").gauge(1).signed(USER, PASSWORD);
        final byte[] encrypted = listOf("h", "gauge").gauge(2).encrypted(USER, PASSWORD);
        final byte[] late = listOf("h", "gauge").gauge(3).signed(USER, PASSWORD);
        final byte[] later = listOf("h", "gauge").gauge(4).encrypted(USER, PASSWORD);
        assertThat(rig.decode(signed, NOW_NS)).hasSize(1);
        assertThat(rig.decode(encrypted, NOW_NS)).hasSize(1);
        assertThat(rig.decode(signed, NOW_NS + 1)).isEmpty();
        assertThat(rig.decode(encrypted, NOW_NS + 1)).isEmpty();
        assertThat(rig.decode(late, NOW_NS + 60_000_000_000L)).hasSize(1);
        assertThat(rig.decode(later, NOW_NS + 60_000_000_001L)).isEmpty();
        assertThat(rig.count(CollectdCounter.REPLAYED)).isEqualTo(3);
    }

    @Test
    void shouldJudgeThePacketByItsNewestTime() {
        final CollectdRig rig =
                new CollectdRig(CollectdRig.config(directory, SecurityLevel.SIGN, Duration.ofSeconds(60)));
        final byte[] held = listOf("h", "gauge")
                .gauge(1)
                .hiTime(PacketBuilder.SECONDS + 600)
                .gauge(2)
                .signed(USER, PASSWORD);
        assertThat(rig.decode(held, NOW_NS + 660_000_000_000L)).hasSize(2);
    }

    @Test
    void shouldTakeReplaysWithoutAWindow() {
        final CollectdRig rig = CollectdRig.in(directory, SecurityLevel.SIGN);
        final byte[] signed = listOf("h", "gauge").gauge(1).signed(USER, PASSWORD);
        assertThat(rig.decode(signed)).hasSize(1);
        assertThat(rig.decode(signed, NOW_NS * 2)).hasSize(1);
    }

    @Test
    void shouldNeedAnAuthFileAboveLevelNone() {
        final CollectdConfig defaults = CollectdConfig.defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CollectdConfig(
                        SecurityLevel.SIGN,
                        Optional.empty(),
                        List.of(),
                        defaults.keyTemplate(),
                        ".",
                        ".",
                        Duration.ZERO))
                .withMessage("collectd.auth_file: none (expected: a file, since security_level is sign)");
    }

    private static Entry gauge(final String key, final double value) {
        return Entry.metric(MetricType.GAUGE, key, value, NOW_NS);
    }
}
