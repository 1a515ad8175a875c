package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static leela.io.input.collectd.CapturedPackets.PASSWORD;
import static leela.io.input.collectd.CapturedPackets.USER;
import static leela.io.input.collectd.PacketBuilder.ABSOLUTE;
import static leela.io.input.collectd.PacketBuilder.COUNTER;
import static leela.io.input.collectd.PacketBuilder.DERIVE;
import static leela.io.input.collectd.PacketBuilder.GAUGE;
import static leela.io.input.collectd.PacketBuilder.SECONDS;
import static leela.io.input.collectd.PacketBuilder.listOf;
import static leela.io.input.collectd.PacketBuilder.packet;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import leela.engine.counters.Counter;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Entry;
import leela.engine.series.MetricType;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.collectd.wire.CollectdDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of packets that no stock client sends: the same as in collectd's own server, but for types that no
 * types_db knows.
 */
class OddPacketsTest {

    private static final String LONGEST_NAME = "n".repeat(CollectdDescriptor.MAX_NAME_LENGTH);
    private static final List<Counter> COUNTERS = Stream.<Counter>concat(
                    Stream.of(EngineCounter.values()), Stream.of(CollectdCounter.values()))
            .toList();
    private static final Set<Counter> NO_COUNTER = Set.of();

    @TempDir
    private Path directory;

    /**
     * @param expected entries as {@code key=value}, in their order
     * @param counted  the counters that move by one, besides those of good packets
     */
    private record Odd(String name, byte[] packet, List<String> expected, Set<Counter> counted) {

        Odd(final String name, final PacketBuilder packet, final String... expected) {
            this(name, packet.build(), List.of(expected), NO_COUNTER);
        }

        Odd(final String name, final byte[] packet, final String... expected) {
            this(name, packet, List.of(expected), NO_COUNTER);
        }

        Odd counts(final Counter... ids) {
            return new Odd(name, packet, expected, Set.of(ids));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void shouldTakeNoMoreNotificationsThanAPacketMayHave() {
        final CollectdRig rig = CollectdRig.in(directory);
        final PacketBuilder many = packet().string(0, "h").hiTime(SECONDS).number(0x101, 4);
        for (int i = 0; i < 10_000; i++) {
            many.string(0x100, "x");
        }

        assertThat(rig.decode(many.build())).hasSize(CollectdDescriptor.MAX_NOTIFICATIONS);
        assertThat(rig.count(CollectdCounter.NOTIFICATIONS)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource({"accepted", "partlyAccepted", "rejected", "protection"})
    void shouldBeJudgedAsByTheReferenceServer(final Odd odd) {
        final CollectdRig rig = CollectdRig.in(directory);
        final List<Entry> entries = rig.decode(odd.packet());
        assertThat(entries)
                .extracting(entry -> entry.key() + "=" + shown(entry))
                .containsExactlyElementsOf(odd.expected());
        for (final Counter id : COUNTERS) {
            if (id.description().family().startsWith("collectd.")
                    || id.description().family().equals("metrics.rejected")) {
                assertThat(rig.count(id))
                        .as(id.description().label())
                        .isEqualTo(odd.counted().contains(id) ? 1 : 0);
            }
        }
        assertThat(rig.count(CollectdCounter.RECEIVED))
                .isEqualTo(entries.size() + rig.counters().sum("metrics.rejected"));
    }

    private static Stream<Odd> accepted() {
        return Stream.of(
                new Odd("a plain gauge", listOf("h1", "gauge").string(5, "a").gauge(1.5), "h1.p.gauge-a=1.5"),
                new Odd(
                        "plugin does not reset its instance",
                        listOf("h2", "gauge")
                                .string(3, "inst")
                                .string(5, "a")
                                .gauge(1.5)
                                .string(2, "q")
                                .gauge(2.5),
                        "h2.p-inst.gauge-a=1.5",
                        "h2.q-inst.gauge-a=2.5"),
                new Odd(
                        "type does not reset its instance",
                        listOf("h3", "gauge")
                                .string(5, "a")
                                .gauge(1.5)
                                .string(4, "temperature")
                                .gauge(2.5),
                        "h3.p.gauge-a=1.5",
                        "h3.p.temperature-a=2.5"),
                new Odd(
                        "an empty string resets",
                        listOf("h3", "gauge")
                                .string(3, "i")
                                .string(5, "a")
                                .gauge(1.5)
                                .string(3, "")
                                .string(5, "")
                                .gauge(2.5),
                        "h3.p-i.gauge-a=1.5",
                        "h3.p.gauge=2.5"),
                new Odd(
                        "time and interval in seconds",
                        packet().string(0, "h4")
                                .number(1, SECONDS)
                                .number(7, 10)
                                .string(2, "p")
                                .string(4, "gauge")
                                .gauge(3),
                        "h4.p.gauge=3.0"),
                new Odd(
                        "no interval",
                        packet().string(0, "h6")
                                .hiTime(SECONDS)
                                .string(2, "p")
                                .string(4, "gauge")
                                .gauge(3),
                        "h6.p.gauge=3.0"),
                new Odd(
                        "any order",
                        packet().string(5, "a")
                                .string(4, "gauge")
                                .string(2, "p")
                                .number(9, 1)
                                .hiTime(SECONDS)
                                .string(0, "h")
                                .gauge(3),
                        "h.p.gauge-a=3.0"),
                new Odd(
                        "an unknown part",
                        packet().string(0, "h7")
                                .part(0x999, (byte) 1, (byte) 2)
                                .part(0xffff)
                                .hiTime(SECONDS)
                                .string(2, "p")
                                .string(4, "gauge")
                                .gauge(3),
                        "h7.p.gauge=3.0"),
                new Odd(
                        "one time for several values",
                        listOf("h15", "gauge").gauge(3).gauge(4),
                        "h15.p.gauge=3.0",
                        "h15.p.gauge=4.0"),
                new Odd(
                        "time going backwards",
                        listOf("h16", "gauge").gauge(3).hiTime(SECONDS - 5).gauge(4),
                        "h16.p.gauge=3.0",
                        "h16.p.gauge=4.0"),
                new Odd(
                        "NaN and infinities",
                        listOf("h17", "gauge")
                                .gauge(Double.NaN)
                                .gauge(Double.POSITIVE_INFINITY)
                                .gauge(Double.NEGATIVE_INFINITY),
                        "h17.p.gauge=NaN",
                        "h17.p.gauge=Infinity",
                        "h17.p.gauge=-Infinity"),
                new Odd(
                        "slashes",
                        listOf("h18/x", "gauge")
                                .string(5, "/usr/lib")
                                .gauge(3)
                                .string(5, "/")
                                .gauge(4),
                        "h18_x.p.gauge-usr_lib=3.0",
                        "h18_x.p.gauge-root=4.0"),
                new Odd(
                        "several values",
                        listOf("h27", "if_octets")
                                .values(new int[] {DERIVE, DERIVE}, 1, -5)
                                .string(4, "load")
                                .values(new int[] {GAUGE, GAUGE, GAUGE}, bits(1), bits(2), bits(3)),
                        "h27.p.if_octets.rx=1",
                        "h27.p.if_octets.tx=-5",
                        "h27.p.load.shortterm=1.0",
                        "h27.p.load.midterm=2.0",
                        "h27.p.load.longterm=3.0"),
                new Odd(
                        "extreme integers",
                        listOf("h", "counter")
                                .values(new int[] {COUNTER}, -1)
                                .string(4, "absolute")
                                .values(new int[] {ABSOLUTE}, Long.MIN_VALUE)
                                .string(4, "derive")
                                .values(new int[] {DERIVE}, Long.MIN_VALUE),
                        "h.p.counter=18446744073709551615",
                        "h.p.absolute=9223372036854775808",
                        "h.p.derive=-9223372036854775808"),
                new Odd(
                        "a string with a NUL inside ends there",
                        listOf("h\0x", "gauge").gauge(1),
                        "h.p.gauge=1.0"),
                new Odd("the longest name", listOf(LONGEST_NAME, "gauge").gauge(1), LONGEST_NAME + ".p.gauge=1.0"),
                new Odd(
                        "an empty list of values",
                        listOf("h", "gauge").values(new int[0]).gauge(1),
                        "h.p.gauge=1.0"),
                new Odd(
                        "a notification without plugin and type",
                        packet().hiTime(SECONDS).number(0x101, 4).string(0, "h").string(0x100, "ok"),
                        "h.notification={\"severity\": 4, \"level\": \"okay\", \"message\": \"ok\"}"),
                new Odd(
                        "a notification's odd characters",
                        packet().hiTime(SECONDS).number(0x101, 1).string(0, "h").string(0x100, "\"\\\n\u00ff"),
                        "h.notification={\"severity\": 1, \"level\": \"failure\", \"message\": "
                                + "\"\\\"\\\\\\u000a\ufffd\"}"),
                new Odd("an empty datagram", new byte[0]),
                new Odd(
                                "a kind that is not the type's: its bits are the type's",
                                listOf("h10", "gauge").values(new int[] {DERIVE}, 7),
                                "h10.p.gauge=3.5E-323")
                        .counts(CollectdCounter.KIND_MISMATCH),
                new Odd("a gauge for a derive", listOf("h10", "derive").gauge(1), "h10.p.derive=4607182418800017408")
                        .counts(CollectdCounter.KIND_MISMATCH),
                new Odd(
                                "an unknown type (the reference server rejects it)",
                                listOf("h8", "new").gauge(3),
                                "h8.p.new=3.0")
                        .counts(CollectdCounter.UNKNOWN_TYPE),
                new Odd(
                                "an unknown type of several values",
                                listOf("h8", "new").values(new int[] {GAUGE, COUNTER}, bits(3), 4),
                                "h8.p.new.0=3.0",
                                "h8.p.new.1=4")
                        .counts(CollectdCounter.UNKNOWN_TYPE));
    }

    /** What was read before the damage counts. */
    private static Stream<Odd> partlyAccepted() {
        final PacketBuilder twoLists =
                listOf("h11", "gauge").string(5, "ok").gauge(3).string(5, "cut").gauge(4);
        final byte[] whole = twoLists.build();
        return Stream.of(
                new Odd("cut inside the last value", Arrays.copyOf(whole, whole.length - 3), "h11.p.gauge-ok=3.0")
                        .counts(CollectdCounter.TRUNCATED),
                damaged("a part of length 3", CollectdCounter.PART_LENGTH, packet().header(2, 3)),
                damaged("a part of length 0", CollectdCounter.PART_LENGTH, packet().header(2, 0)),
                damaged("a part longer than the packet", CollectdCounter.TRUNCATED, packet().header(2, 0xffff)),
                damaged("a number that is too short", CollectdCounter.PART_LENGTH, packet().part(8, new byte[7])),
                damaged("a number that is too long", CollectdCounter.PART_LENGTH, packet().part(8, new byte[9])),
                damaged("a string without NUL", CollectdCounter.STRING, packet().part(2, (byte) 'p')),
                damaged("a string without a byte", CollectdCounter.STRING, packet().part(2)),
                damaged("a string that is too long", CollectdCounter.STRING, packet().string(2, LONGEST_NAME + "n")),
                damaged(
                        "a message that is too long",
                        CollectdCounter.STRING,
                        packet().number(0x101, 4).string(0x100, "m".repeat(256))),
                damaged(
                        "more values than the part holds",
                        CollectdCounter.VALUES,
                        packet().part(
                                        6, (byte) 0, (byte) 2, (byte) 1, (byte) 1, (byte) 0, (byte) 0, (byte) 0,
                                        (byte) 0, (byte) 0, (byte) 0, (byte) 0)),
                damaged(
                        "65,535 values in a short part",
                        CollectdCounter.VALUES,
                        packet().part(6, (byte) 0xff, (byte) 0xff, (byte) 1)),
                damaged("fewer values than the part holds", CollectdCounter.VALUES, packet().part(6, new byte[2 + 18])),
                damaged("a values part without a count", CollectdCounter.VALUES, packet().part(6, (byte) 0)),
                damaged("an unknown kind", CollectdCounter.VALUES, packet().values(new int[] {4}, 1)),
                damaged("a kind above 127", CollectdCounter.VALUES, packet().values(new int[] {0x81}, 1)));
    }

    private static Stream<Odd> rejected() {
        return Stream.of(
                new Odd(
                                "no time",
                                packet().string(0, "h5")
                                        .string(2, "p")
                                        .string(4, "gauge")
                                        .gauge(3))
                        .counts(CollectdCounter.REJECTED_IDENTITY),
                new Odd(
                                "time zero",
                                packet().string(0, "h5")
                                        .hiTime(0)
                                        .string(2, "p")
                                        .string(4, "gauge")
                                        .gauge(3))
                        .counts(CollectdCounter.REJECTED_IDENTITY),
                new Odd(
                                "no host",
                                packet().hiTime(SECONDS)
                                        .string(2, "hp")
                                        .string(4, "gauge")
                                        .gauge(3))
                        .counts(CollectdCounter.REJECTED_IDENTITY),
                new Odd(
                                "no plugin",
                                packet().hiTime(SECONDS)
                                        .string(0, "h")
                                        .string(4, "gauge")
                                        .gauge(3))
                        .counts(CollectdCounter.REJECTED_IDENTITY),
                new Odd(
                                "no type",
                                packet().hiTime(SECONDS)
                                        .string(0, "h")
                                        .string(2, "p")
                                        .gauge(3))
                        .counts(CollectdCounter.REJECTED_IDENTITY),
                new Odd(
                                "too few values for the type",
                                listOf("h9", "load").gauge(3).string(4, "gauge").gauge(4),
                                "h9.p.gauge=4.0")
                        .counts(CollectdCounter.REJECTED_VALUE_COUNT),
                new Odd(
                                "a time beyond all times",
                                packet().string(0, "h")
                                        .number(8, -1)
                                        .string(2, "p")
                                        .string(4, "gauge")
                                        .gauge(3))
                        .counts(EngineCounter.REJECTED_TIME_RANGE),
                new Odd(
                                "seconds beyond all times",
                                packet().string(0, "h")
                                        .number(1, Long.MAX_VALUE)
                                        .string(2, "p")
                                        .string(4, "gauge")
                                        .gauge(3))
                        .counts(EngineCounter.REJECTED_TIME_RANGE),
                new Odd(
                                "a notification of an unknown severity",
                                listOf("h", "gauge").number(0x101, 3).string(0x100, "m"))
                        .counts(CollectdCounter.REJECTED_NOTIFICATION),
                new Odd("a notification without severity", listOf("h", "gauge").string(0x100, "m"))
                        .counts(CollectdCounter.REJECTED_NOTIFICATION),
                new Odd(
                                "a notification without time",
                                packet().string(0, "h").number(0x101, 1).string(0x100, "m"))
                        .counts(CollectdCounter.REJECTED_NOTIFICATION),
                new Odd(
                        "a notification without host",
                        packet().hiTime(SECONDS).number(0x101, 1).string(0x100, "m"),
                        "notification={\"severity\": 1, \"level\": \"failure\", \"message\": \"m\"}"),
                new Odd(
                                "a notification without text",
                                listOf("h", "gauge")
                                        .number(0x101, 1)
                                        .string(0x100, "")
                                        .gauge(1),
                                "h.p.gauge=1.0")
                        .counts(CollectdCounter.REJECTED_NOTIFICATION));
    }

    private static Stream<Odd> protection() {
        final PacketBuilder clear = listOf("h", "gauge").string(5, "clear").gauge(3);
        final byte[] secret = listOf("h", "gauge").string(5, "enc").gauge(4).encrypted(USER, PASSWORD);
        final byte[] signed = listOf("h19", "gauge").gauge(3).signed(USER, PASSWORD);
        final byte[] unsigned = listOf("h20", "gauge").gauge(3).build();
        return Stream.of(
                new Odd("signed", signed, "probe.h19.p.gauge=3.0"),
                new Odd(
                                "a wrong signature",
                                packet().header(0x200, 41)
                                        .raw(new byte[32])
                                        .raw("probe".getBytes(ISO_8859_1))
                                        .raw(unsigned)
                                        .build())
                        .counts(CollectdCounter.BAD_SIGNATURE),
                new Odd("signed with another's password", PacketBuilder.sign(unsigned, USER, "another"))
                        .counts(CollectdCounter.BAD_SIGNATURE),
                new Odd("signed by an unknown user", PacketBuilder.sign(unsigned, "nobdy", PASSWORD))
                        .counts(CollectdCounter.UNKNOWN_USER),
                new Odd("signed by nobody", packet().part(0x200, new byte[32]).raw(unsigned))
                        .counts(CollectdCounter.PART_LENGTH),
                new Odd(
                                "a signature cut short",
                                packet().part(0x200, new byte[31]).raw(unsigned))
                        .counts(CollectdCounter.PART_LENGTH),
                new Odd("a signature of nothing", PacketBuilder.sign(new byte[0], USER, PASSWORD)),
                new Odd(
                        "clear parts before a signature",
                        packet().raw(clear.build()).raw(signed),
                        "h.p.gauge-clear=3.0",
                        "probe.h19.p.gauge=3.0"),
                new Odd("encrypted", secret, "probe.h.p.gauge-enc=4.0"),
                new Odd("a wrong password", PacketBuilder.encrypt(unsigned, USER, "wrong"))
                        .counts(CollectdCounter.BAD_CHECKSUM),
                new Odd("encrypted by an unknown user", PacketBuilder.encrypt(unsigned, "nobdy", PASSWORD))
                        .counts(CollectdCounter.UNKNOWN_USER),
                new Odd("an encryption of nothing", PacketBuilder.encrypt(new byte[0], USER, PASSWORD))
                        .counts(CollectdCounter.PART_LENGTH),
                new Odd("an encryption without user", packet().part(0x210, new byte[60]))
                        .counts(CollectdCounter.PART_LENGTH),
                new Odd(
                                "an encryption whose user is longer than itself",
                                packet().part(
                                                0x210,
                                                packet().raw((byte) 0xff, (byte) 0xff)
                                                        .raw(new byte[60])
                                                        .build()))
                        .counts(CollectdCounter.PART_LENGTH),
                new Odd(
                        "encrypted, then clear",
                        packet().raw(secret).raw(clear.build()),
                        "probe.h.p.gauge-enc=4.0",
                        "h.p.gauge-clear=3.0"),
                new Odd(
                        "clear, then encrypted",
                        packet().raw(clear.build()).raw(secret),
                        "h.p.gauge-clear=3.0",
                        "probe.h.p.gauge-enc=4.0"),
                new Odd(
                        "what is inside tells nothing to what is outside",
                        packet().raw(clear.build()).raw(secret).gauge(5),
                        "h.p.gauge-clear=3.0",
                        "probe.h.p.gauge-enc=4.0",
                        "h.p.gauge-clear=5.0"),
                new Odd(
                                "clear, then a bad encryption, then clear",
                                packet().raw(clear.build())
                                        .raw(PacketBuilder.encrypt(unsigned, USER, "x"))
                                        .gauge(5),
                                "h.p.gauge-clear=3.0")
                        .counts(CollectdCounter.BAD_CHECKSUM),
                new Odd("encrypted twice", PacketBuilder.encrypt(secret, USER, PASSWORD))
                        .counts(CollectdCounter.NESTED),
                new Odd("signed twice", PacketBuilder.sign(signed, USER, PASSWORD)).counts(CollectdCounter.NESTED),
                new Odd("signed and encrypted", PacketBuilder.encrypt(signed, USER, PASSWORD))
                        .counts(CollectdCounter.NESTED),
                new Odd("encrypted and signed", PacketBuilder.sign(secret, USER, PASSWORD))
                        .counts(CollectdCounter.NESTED),
                new Odd(
                                "a damage inside an encryption ends there",
                                packet().raw(PacketBuilder.encrypt(
                                                packet().header(2, 0)
                                                        .raw(unsigned)
                                                        .build(),
                                                USER,
                                                PASSWORD))
                                        .raw(clear.build()),
                                "h.p.gauge-clear=3.0")
                        .counts(CollectdCounter.PART_LENGTH));
    }

    private static Odd damaged(final String name, final Counter cause, final PacketBuilder damage) {
        return new Odd(
                        name,
                        listOf("h12", "gauge")
                                .string(5, "ok")
                                .gauge(3)
                                .raw(damage.build())
                                .string(5, "after")
                                .gauge(4),
                        "h12.p.gauge-ok=3.0")
                .counts(cause);
    }

    private static String shown(final Entry entry) {
        if (!entry.document().isEmpty()) {
            return entry.document();
        }
        if (entry.isIntegral()) {
            return entry.type() == MetricType.DERIVE
                    ? Long.toString(entry.bits())
                    : Long.toUnsignedString(entry.bits());
        }
        return Double.toString(entry.value());
    }

    private static long bits(final double value) {
        return Double.doubleToRawLongBits(value);
    }
}
