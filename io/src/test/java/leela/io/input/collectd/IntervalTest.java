package leela.io.input.collectd;

import static leela.io.input.collectd.CapturedPackets.PASSWORD;
import static leela.io.input.collectd.CapturedPackets.USER;
import static leela.io.input.collectd.PacketBuilder.SECONDS;
import static leela.io.input.collectd.PacketBuilder.packet;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import leela.engine.series.Series;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the newest sample of a series says of how often its client sends. */
class IntervalTest {

    private static final int INTERVAL = 7;
    private static final int INTERVAL_HI = 9;
    private static final long HI_SECOND = 1L << 30;

    @TempDir
    private Path directory;

    private CollectdRig rig;

    @BeforeEach
    void open() {
        rig = CollectdRig.in(directory);
    }

    @ParameterizedTest
    @CsvSource({
        "7, 10, 10000",
        "7, 1, 1000",
        "7, 0, 0",
        "7, 86400, 86400000",
        "7, 86401, 0",
        "7, 1099511627776, 0",
        "7, -1, 0",
        "9, 10737418240, 10000",
        "9, 107374182, 100",
        "9, 1073741, 1",
        "9, 1610613, 2",
        "9, 1, 1",
        "9, 0, 0",
        "9, -1, 0",
    })
    void shouldKeepTheIntervalInMillisecondsWhicheverPartSaysIt(
            final int part, final long number, final int expectedMs) {
        rig.decode(list("a").number(part, number).gauge(1).build());

        assertThat(rig.intervalMs("a.p.gauge")).isEqualTo(expectedMs);
    }

    @Test
    void shouldKeepItForEachSeriesAndStickToItWithinAPacket() {
        rig.decode(list("a")
                .number(INTERVAL, 10)
                .gauge(1)
                .string(0, "b")
                .gauge(1)
                .string(0, "c")
                .number(INTERVAL_HI, HI_SECOND / 2)
                .gauge(1)
                .build());

        assertThat(rig.intervalMs("a.p.gauge")).isEqualTo(10_000);
        assertThat(rig.intervalMs("b.p.gauge")).isEqualTo(10_000);
        assertThat(rig.intervalMs("c.p.gauge")).isEqualTo(500);
    }

    @Test
    void shouldTakeOverANewIntervalAndNoneWhereAPacketHasNone() {
        rig.decode(list("a").number(INTERVAL, 10).gauge(1).build());
        rig.decode(list("a").gauge(1).build());
        assertThat(rig.intervalMs("a.p.gauge")).isEqualTo(Series.NO_INTERVAL);

        rig.decode(list("a").number(INTERVAL, 60).gauge(1).build());
        assertThat(rig.intervalMs("a.p.gauge")).isEqualTo(60_000);
    }

    @Test
    void shouldNotCarryItFromOnePacketIntoTheNext() {
        rig.decode(list("a").number(INTERVAL, 10).gauge(1).build());
        rig.decode(list("b").gauge(1).build());

        assertThat(rig.intervalMs("b.p.gauge")).isEqualTo(Series.NO_INTERVAL);
    }

    @Test
    void shouldNotCarryItFromTheOpenPartsIntoAnEncryption() {
        rig.decode(list("a")
                .number(INTERVAL, 10)
                .raw(list("a").gauge(1).encrypted(USER, PASSWORD))
                .gauge(1)
                .build());

        assertThat(rig.intervalMs(USER + ".a.p.gauge")).isEqualTo(Series.NO_INTERVAL);
        assertThat(rig.intervalMs("a.p.gauge")).isEqualTo(10_000);
    }

    @Test
    void shouldHaveNoIntervalForNotifications() {
        rig.decode(list("a")
                .number(INTERVAL, 10)
                .number(0x101, 4)
                .string(0x100, "okay")
                .build());

        assertThat(rig.intervalMs("a.p.gauge.notification")).isEqualTo(Series.NO_INTERVAL);
    }

    private static PacketBuilder list(final String host) {
        return packet().string(0, host).hiTime(SECONDS).string(2, "p").string(4, "gauge");
    }
}
