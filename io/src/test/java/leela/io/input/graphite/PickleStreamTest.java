package leela.io.input.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.engine.series.MetricType;
import leela.io.input.StreamDecoder;
import leela.io.input.line.LineCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles that Python has made, of every protocol, and what is refused of others. */
final class PickleStreamTest {

    private static final long NOW_NS = 1_795_915_200_123_456_789L;

    /**
     * {@code [("web1.load", (1795915097.0, 1.5)), ("web1;b=1;a=2", (1795915097, 3)),
     * ("web1.load", (-1, -2.25)), ("big", (1795915097.5, 2**40))]} by protocols 0 to 5.
     */
    private static final List<String> POINTS = List.of(
            "286c70300a2856776562312e6c6f61640a70310a2846313739353931353039372e300a46312e350a7470320a"
                    + "7470330a612856776562313b623d313b613d320a70340a2849313739353931353039370a49330a7470350a74"
                    + "70360a612867310a28492d310a462d322e32350a7470370a7470380a6128566269670a70390a284631373935"
                    + "3931353039372e350a4c313039393531313632373737364c0a747031300a747031310a612e",
            "5d710028285809000000776562312e6c6f61647101284741dac2df56400000473ff800000000000074710274"
                    + "710328580c000000776562313b623d313b613d327104284a597d0b6b4b03747105747106286801284affffff"
                    + "ff47c0020000000000007471077471082858030000006269677109284741dac2df566000004c313039393531"
                    + "313632373737364c0a74710a74710b652e",
            "80025d7100285809000000776562312e6c6f616471014741dac2df56400000473ff800000000000086710286"
                    + "7103580c000000776562313b623d313b613d3271044a597d0b6b4b0386710586710668014affffffff47c002"
                    + "000000000000867107867108580300000062696771094741dac2df566000008a0600000000000186710a8671"
                    + "0b652e",
            "80035d7100285809000000776562312e6c6f616471014741dac2df56400000473ff800000000000086710286"
                    + "7103580c000000776562313b623d313b613d3271044a597d0b6b4b0386710586710668014affffffff47c002"
                    + "000000000000867107867108580300000062696771094741dac2df566000008a0600000000000186710a8671"
                    + "0b652e",
            "80049570000000000000005d94288c09776562312e6c6f6164944741dac2df56400000473ff8000000000000"
                    + "869486948c0c776562313b623d313b613d32944a597d0b6b4b038694869468014affffffff47c00200000000"
                    + "0000869486948c03626967944741dac2df566000008a0600000000000186948694652e",
            "80059570000000000000005d94288c09776562312e6c6f6164944741dac2df56400000473ff8000000000000"
                    + "869486948c0c776562313b623d313b613d32944a597d0b6b4b038694869468014affffffff47c00200000000"
                    + "0000869486948c03626967944741dac2df566000008a0600000000000186948694652e");

    /** A point, and an object that would run a command, by protocols 0, 2 and 4. */
    private static final List<String> COMMANDS = List.of(
            "286c70300a2856610a70310a2846312e300a46322e300a7470320a7470330a6163706f7369780a7379737465"
                    + "6d0a70340a2856780a70350a7470360a5270370a612e",
            "80025d7100285801000000617101473ff000000000000047400000000000000086710286710363706f736978"
                    + "0a73797374656d0a71045801000000787105857106527107652e",
            "8004953a000000000000005d94288c016194473ff0000000000000474000000000000000869486948c05706f"
                    + "736978948c0673797374656d9493948c01789485945294652e");

    private final RecordingPipeline pipeline =
            RecordingPipeline.ofMetrics(Counters.inMemory(GraphiteCounter.values(), LineCounter.values()));
    private final StreamDecoder decoder = GraphiteStreams.PICKLES
            .input(pipeline.producer(GraphiteStreams.PICKLES.source()))
            .decoders()
            .get();

    static List<String> points() {
        return POINTS;
    }

    static List<String> commands() {
        return COMMANDS;
    }

    @ParameterizedTest
    @MethodSource("points")
    void shouldReadPointsOfEveryProtocol(final String hex) {
        assertThat(decode(framed(hex)))
                .containsExactly(
                        Entry.metric(MetricType.GAUGE, "web1.load", 1.5, 1_795_915_097_000_000_000L),
                        Entry.metric(MetricType.GAUGE, "web1;a=2;b=1", 3, 1_795_915_097_000_000_000L),
                        Entry.metric(MetricType.GAUGE, "web1.load", -2.25, NOW_NS),
                        Entry.metric(MetricType.GAUGE, "big", 1L << 40, 1_795_915_097_500_000_000L));
        assertThat(pipeline.counters().sum("metrics.rejected")).isZero();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldRefuseWhateverMakesObjectsAndGoOn(final String hex) {
        decode(framed(hex));
        assertThat(pipeline.count(GraphiteCounter.PICKLE)).isEqualTo(1);
        assertThat(decode(framed(POINTS.get(2)))).hasSize(4);
    }

    @Test
    void shouldTakeANameThatIsRememberedForTwo() {
        assertThat(decode(framed("80025d7100285801000000787101473ff0000000000000474000000000000000867102"
                        + "8671036801474000000000000000474008000000000000867104867105652e")))
                .containsExactly(
                        Entry.metric(MetricType.GAUGE, "x", 2, 1_000_000_000L),
                        Entry.metric(MetricType.GAUGE, "x", 3, 2_000_000_000L));
    }

    @Test
    void shouldRejectWhatIsNoPointAlone() {
        assertThat(decode(framed("80025d7100285d71012858010000006171024b014b0286710365580100000062710468"
                        + "038671054e58010000006371064b0186710758010000006471084b014b024b03877109"
                        + "86710a4b05580100000065710b4b014e86710c86710d652e")))
                .contains(Entry.metric(MetricType.GAUGE, "b", 2, 1_000_000_000L));
        assertThat(pipeline.count(EngineCounter.REJECTED_MALFORMED)).isPositive();
        assertThat(pipeline.count(GraphiteCounter.PICKLE)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "2e", "8002", "71ff", "65", "61", "74", "86", "6800", "8aff", "58ffffffff", "5d28", "470000"
            })
    void shouldStandPicklesThatMakeNoSense(final String hex) {
        assertThat(decode(framed(hex))).isEmpty();
        assertThat(pipeline.counters().sum("metrics.rejected"))
                .isEqualTo(pipeline.counters().sum("metrics.received"))
                .isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffffffff", "00100001", "7fffffff"})
    void shouldEndAConnectionWhoseFrameCannotBe(final String length) {
        final byte[] bytes = HexFormat.of().parseHex(length);
        assertThat(decoder.decode(new UnsafeBuffer(bytes), bytes.length, NOW_NS))
                .isEqualTo(StreamDecoder.END);
        assertThat(pipeline.counters().sum("metrics.rejected")).isEqualTo(1);
    }

    @Test
    void shouldWaitForTheRestOfAFrame() {
        final byte[] frame = framed(POINTS.get(2));
        final byte[] two = Arrays.copyOf(frame, 2 * frame.length);
        System.arraycopy(frame, 0, two, frame.length, frame.length);
        for (int length = 0; length < two.length; length++) {
            assertThat(decoder.decode(new UnsafeBuffer(two), length, NOW_NS))
                    .isEqualTo(length < frame.length ? 0 : frame.length);
            assertThat(pipeline.take()).hasSize(length < frame.length ? 0 : 4);
        }
        decoder.end(new UnsafeBuffer(frame), 10, NOW_NS);
        assertThat(pipeline.refusals().newestFirst())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.cause()).isEqualTo("incomplete"));
    }

    private static byte[] framed(final String hex) {
        final byte[] pickle = HexFormat.of().parseHex(hex);
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[4 + pickle.length]);
        frame.putInt(0, pickle.length, ByteOrder.BIG_ENDIAN);
        frame.putBytes(4, pickle);
        return frame.byteArray();
    }

    private List<Entry> decode(final byte[] frame) {
        assertThat(decoder.decode(new UnsafeBuffer(frame), frame.length, NOW_NS))
                .isEqualTo(frame.length);
        return pipeline.take();
    }
}
