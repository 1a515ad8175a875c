package leela.io.input.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static leela.engine.series.MetricType.ABSOLUTE;
import static leela.engine.series.MetricType.COUNTER;
import static leela.engine.series.MetricType.DERIVE;
import static leela.engine.series.MetricType.GAUGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counter;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Entry;
import leela.engine.ring.Handler;
import leela.engine.ring.Limits;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Slot;
import leela.engine.series.MetricType;
import leela.io.number.Allocations;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [protocols 1.1], read as a table. */
final class TextDecoderTest {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long NOW_NS = 1_400_000_000L * SECOND_NS;
    private static final long THEN_NS = 1_365_500_000L * SECOND_NS;
    private static final Entry FOOBAR = Entry.metric(GAUGE, "foobar", 1.5, THEN_NS);
    private static final String GOOD = "gauge 6|foobar 1.5 1365500000.0;";

    private final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "gauge 1|k 1 1.0;~1~1000000000",
                "gauge 1|k +1 1.0;~1~1000000000",
                "gauge 1|k -1.25 1.0;~-1.25~1000000000",
                "gauge 1|k 1e9 1.0;~1e9~1000000000",
                "gauge 1|k 1.5E-3 1.0;~0.0015~1000000000",
                "gauge 1|k .5 1.0;~0.5~1000000000",
                "gauge 1|k 5. 1.0;~5~1000000000",
                "gauge 1|k nan 1.0;~NaN~1000000000",
                "gauge 1|k NaN 1.0;~NaN~1000000000",
                "gauge 1|k -nan 1.0;~NaN~1000000000",
                "gauge 1|k inf 1.0;~Infinity~1000000000",
                "gauge 1|k -Infinity 1.0;~-Infinity~1000000000",
                "gauge 1|k -0 1.0;~-0.0~1000000000",
                "gauge 1|k 1 0;~1~0",
                "gauge 1|k 1 10;~1~10000000000",
                "gauge 1|k 1 10.5;~1~10500000000",
                "gauge 1|k 1 10.000000001;~1~10000000001",
                "gauge 1|k 1 10.0000000019;~1~10000000001",
                "gauge 1|k 1 8589934592.0;~1~8589934592000000000",
                "gauge 001|k 1 1.0;~1~1000000000"
            })
    void shouldReadValuesAndTimes(final String datagram, final double value, final long timeNs) {
        assertThat(decode(TextDialect.UDP, datagram)).containsExactly(Entry.metric(GAUGE, "k", value, timeNs));
        assertRejected(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gauge",
                "gauge ",
                "gauge 6",
                "gauge 6|",
                "gauge 6|foobar",
                "gauge 6|foobar ",
                "gauge 6|foobar 1.5",
                "gauge 6|foobar 1.5 ",
                "gauge 6|foobar 1.5 1.0",
                "gauge 6|foobar  1.5 1.0;",
                "gauge 6|foobar 1.5  1.0;",
                "gauge  6|foobar 1.5 1.0;",
                "gauge 6|foobar\t1.5 1.0;",
                "gauge 6|foobar 1.5\t1.0;",
                "gauge 5|foobar 1.5 1.0;",
                "gauge 7|foobar 1.5 1.0;",
                "gauge -6|foobar 1.5 1.0;",
                "gauge +6|foobar 1.5 1.0;",
                "gauge 6.0|foobar 1.5 1.0;",
                "gauge |foobar 1.5 1.0;",
                "gauge 6 |foobar 1.5 1.0;",
                "gauge 18446744073709551622|foobar 1.5 1.0;",
                "gauge 4294967302|foobar 1.5 1.0;",
                "gauge 0000000006|foobar 1.5 1.0;",
                "gauge 6|foobar --5 1.0;",
                "gauge 6|foobar +-5 1.0;",
                "gauge 6|foobar .5. 1.0;",
                "gauge 6|foobar . 1.0;",
                "gauge 6|foobar - 1.0;",
                "gauge 6|foobar 1e 1.0;",
                "gauge 6|foobar 0x10 1.0;",
                "gauge 6|foobar 1,5 1.0;",
                "gauge 6|foobar 1_0 1.0;",
                "gauge 6|foobar nan0 1.0;",
                "gauge 6|foobar 1f 1.0;",
                "gauge 6|foobar 1.5 -1.0;",
                "gauge 6|foobar 1.5 +1.0;",
                "gauge 6|foobar 1.5 1.;",
                "gauge 6|foobar 1.5 .1;",
                "gauge 6|foobar 1.5 1e3;",
                "gauge 6|foobar 1.5 1.0.0;",
                "gauge 6|foobar 1.5 1.0 ;",
                "gauge 6|foobar 1.5 nan;",
                "gauge 6|foobar 1.5 ;",
                "GAUGE 6|foobar 1.5 1.0;",
                "gauges 6|foobar 1.5 1.0;",
                "timer 6|foobar 1.5 1.0;",
                ";",
                "nonsense"
            })
    void shouldRejectWhatDoesNotFollowTheGrammar(final String datagram) {
        assertThat(decode(TextDialect.DATABUS, datagram)).isEmpty();
        assertRejected(1);
        assertThat(count(EngineCounter.REJECTED_MALFORMED)).isEqualTo(1);
    }

    @Test
    void shouldReadAllTypes() {
        assertThat(decode(TextDialect.UDP, "gauge 1|a 1 1.0;counter 1|b 2 1.0;derive 1|c 3 1.0;absolute 1|d 4 1.0;"))
                .containsExactly(
                        metric(GAUGE, "a", 1),
                        metric(COUNTER, "b", 2),
                        metric(DERIVE, "c", 3),
                        metric(ABSOLUTE, "d", 4));
    }

    @Test
    void shouldTakeAnyByteInAKey() {
        final StringBuilder key = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            key.append(c);
        }
        key.append("; gauge 1|x 1 1.0;\n");
        assertThat(decode(TextDialect.UDP, "gauge " + key.length() + "|" + key + " 1.5 1.0;"))
                .containsExactly(metric(GAUGE, key.toString(), 1.5));
        assertRejected(0);
    }

    @Test
    void shouldAllowWhiteSpaceBetweenEntriesOnly() {
        assertThat(decode(TextDialect.UDP, " \t\r\n" + GOOD + "\n" + GOOD + " \f\u000b\t" + GOOD + "\r\n"))
                .containsExactly(FOOBAR, FOOBAR, FOOBAR);
        assertRejected(0);
        assertThat(decode(TextDialect.UDP, "")).isEmpty();
        assertThat(decode(TextDialect.UDP, " \n")).isEmpty();
        assertRejected(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oops;",
                "gauge 3|bad x 10.0;",
                "gauge 99|short 1 1.0;",
                ";",
                "oops; no word; neither;",
                "gauge 1|a 1 1.0.0;\n",
                "gauge 1|a 1 x",
                "gauge 9;",
                "ping;",
                "event 1|a 1 1.0;",
                "data 1|a 1|1 1.0;"
            })
    void shouldResumeAfterAMalformedEntry(final String bad) {
        final String end = bad.endsWith(";") || bad.endsWith("\n") ? "" : ";";
        assertThat(decode(TextDialect.UDP, GOOD + bad + end + GOOD + GOOD)).containsExactly(FOOBAR, FOOBAR, FOOBAR);
        assertRejected(1);
    }

    @Test
    void shouldResumeOnlyBeforeAKnownWordOrTheEnd() {
        assertThat(decode(TextDialect.DATABUS, "oops; then; gauges; " + GOOD)).containsExactly(FOOBAR);
        assertRejected(1);
        assertThat(decode(TextDialect.DATABUS, GOOD + "oops; ")).containsExactly(FOOBAR);
        assertThat(decode(TextDialect.DATABUS, GOOD + "oops")).containsExactly(FOOBAR);
        assertThat(decode(TextDialect.DATABUS, "x;" + GOOD + "y;" + GOOD)).containsExactly(FOOBAR, FOOBAR);
    }

    @Test
    void shouldCountLimitsByCauseAndGoOn() {
        assertThat(decode(TextDialect.UDP, "gauge 0| 1 1.0;" + "gauge 1025|" + "k".repeat(1025) + " 1 1.0;" + GOOD))
                .containsExactly(FOOBAR);
        assertThat(count(EngineCounter.REJECTED_KEY_LENGTH)).isEqualTo(2);
        assertThat(decode(TextDialect.UDP, "gauge 1024|" + "k".repeat(1024) + " 1 1.0;"))
                .hasSize(1);
        assertThat(decode(
                        TextDialect.UDP, "gauge 1|k 1 8589934592.000000001;gauge 1|k 1 99999999999999999999.5;" + GOOD))
                .containsExactly(FOOBAR);
        assertThat(count(EngineCounter.REJECTED_TIME_RANGE)).isEqualTo(2);
    }

    @Test
    void shouldJudgeTimesByTheArrival() {
        final Limits limits = new Limits(3600 * SECOND_NS, 60 * SECOND_NS);
        assertThat(decode(TextDialect.UDP, limits, "gauge 1|a 1 1400003600.0;gauge 1|b 1 1399999940.0;"))
                .hasSize(2);
        assertThat(decode(TextDialect.UDP, limits, "gauge 1|a 1 1400003600.1;gauge 1|b 1 1399999939.9;"))
                .isEmpty();
        assertThat(count(EngineCounter.REJECTED_TIME_RANGE)).isEqualTo(2);
    }

    @Test
    void shouldTakeEventsAndDataWhereTheDialectHasThem() {
        final String all = "gauge 1|a 1 1.0;event 1|b 2 1.0;data 1|c 8|{\"a\": 1} 1.0;";
        assertThat(decode(TextDialect.DATABUS, all))
                .containsExactly(
                        metric(GAUGE, "a", 1),
                        Entry.event("b", 2, SECOND_NS),
                        Entry.data("c", "{\"a\": 1}", SECOND_NS));
        assertThat(decode(TextDialect.EVENTS, all)).containsExactly(Entry.event("b", 2, SECOND_NS));
        assertThat(decode(TextDialect.UDP, all)).containsExactly(metric(GAUGE, "a", 1));
        assertRejected(2 + 2);
    }

    @Test
    void shouldTakeDocumentsThatAreJsonAndNotTooLong() {
        for (final String json :
                List.of("1", "null", "\"x; y\"", "[1, 2]", "{\"k\": \"\u00e9\"}", "\"" + "x".repeat(8190) + "\"")) {
            final int length = json.getBytes(UTF_8).length;
            final String datagram = "data 1|k " + length + "|" + new String(json.getBytes(UTF_8), ISO_8859_1) + " 1.0;";
            assertThat(decode(TextDialect.DATABUS, datagram)).containsExactly(Entry.data("k", json, SECOND_NS));
        }
        assertRejected(0);
        final List<String> bad = List.of("", "{", "1 2", "{\"a\":}", "nope", "\"" + "x".repeat(8191) + "\"");
        for (final String json : bad) {
            assertThat(decode(TextDialect.DATABUS, "data 1|k " + json.length() + "|" + json + " 1.0;" + GOOD))
                    .containsExactly(FOOBAR);
        }
        assertThat(count(EngineCounter.REJECTED_DOCUMENT)).isEqualTo(bad.size());
    }

    @Test
    void shouldKeepWhatIsWholeWhereverADatagramIsCut() {
        final String whole = GOOD + "counter 3|abc 17 10.5; \nderive 1|x -4e2 11.0;";
        final List<Entry> entries = decode(TextDialect.DATABUS, whole);
        assertThat(entries).hasSize(3);
        final List<Integer> ends = List.of(GOOD.length(), whole.indexOf(';', GOOD.length()) + 1, whole.length());
        for (int cut = 0; cut <= whole.length(); cut++) {
            final int at = cut;
            final int kept = (int) ends.stream().filter(end -> end <= at).count();
            assertThat(decode(TextDialect.DATABUS, whole.substring(0, cut)))
                    .as("cut at %d", cut)
                    .isEqualTo(entries.subList(0, kept));
        }
    }

    @Test
    void shouldReadAFullDatagramOfSmallMetrics() {
        final int count = 65_536 / "gauge 1|k 1 1;".length();
        final List<Entry> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            expected.add(metric(GAUGE, "k", 1));
        }
        assertThat(decode(TextDialect.UDP, "gauge 1|k 1 1;".repeat(count))).isEqualTo(expected);
    }

    @Test
    void shouldNotLookBehindTheDatagram() {
        final byte[] bytes = (GOOD + "junk: 5; " + GOOD).getBytes(ISO_8859_1);
        for (int length = 0; length < GOOD.length(); length++) {
            new TextDecoder(pipeline.producer(TextProtocol.UDP.source()), TextDialect.DATABUS)
                    .decode(new UnsafeBuffer(bytes), length, NOW_NS);
            assertThat(pipeline.take()).isEmpty();
        }
    }

    @Test
    void shouldTakeTheSameEventABoundedNumberOfTimesWhileEventsAreSentOn() {
        final byte[] event = "event 1|k 1 1.0;event 1|k 2 1.0;".getBytes(ISO_8859_1);
        final boolean[] isSendingOn = {true};
        final TextDecoder decoder = new TextDecoder(
                pipeline.producer(TextProtocol.DATABUS.source()), TextDialect.DATABUS, () -> isSendingOn[0]);
        int taken = 0;
        for (int i = 0; i < 300; i++) {
            decoder.decode(new UnsafeBuffer(event), event.length, NOW_NS);
            taken += pipeline.take().size();
        }

        assertThat(taken).isEqualTo(2 * RepeatedEvents.MOST);
        assertThat(count(EngineCounter.REJECTED_REPEATED)).isEqualTo(2 * (300 - RepeatedEvents.MOST));
        isSendingOn[0] = false;
        decoder.decode(new UnsafeBuffer(event), event.length, NOW_NS);
        assertThat(pipeline.take()).hasSize(2);
    }

    @Test
    void shouldAllocateNothing() {
        final TextDecoder decoder = new TextDecoder(pipeline.producer(TextProtocol.UDP.source()), TextDialect.UDP);
        final byte[] bytes = (GOOD + "counter 3|abc 123456789.25 10.5;oops;\nderive 1|x -4e2 11.0;\nload: 2.5\n")
                .getBytes(ISO_8859_1);
        final RecordingPipeline silent = RecordingPipeline.of(pipeline.counters(), pipeline.table(), new Deaf());
        final TextDecoder measured = new TextDecoder(silent.producer(TextProtocol.UDP.source()), TextDialect.UDP);
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        decoder.decode(buffer, bytes.length, NOW_NS);
        assertThat(pipeline.take()).hasSize(4);
        assertThat(Allocations.leastBytesPerPass(i -> {
                    if (i % 5 == 0) { // so many entries it has
                        measured.decode(buffer, bytes.length, NOW_NS);
                        silent.run();
                    }
                }))
                .isZero();
    }

    private List<Entry> decode(final TextDialect dialect, final String datagram) {
        return decode(dialect, RecordingPipeline.NO_LIMITS, datagram);
    }

    private List<Entry> decode(final TextDialect dialect, final Limits limits, final String datagram) {
        final byte[] bytes = datagram.getBytes(ISO_8859_1);
        new TextDecoder(pipeline.producer(TextProtocol.UDP.source(), limits), dialect)
                .decode(new UnsafeBuffer(bytes), bytes.length, NOW_NS);
        return pipeline.take();
    }

    private long count(final Counter id) {
        return pipeline.count(id);
    }

    private void assertRejected(final long expected) {
        assertThat(pipeline.counters().sum("metrics.rejected")).isEqualTo(expected);
    }

    private static Entry metric(final MetricType type, final String key, final double value) {
        return Entry.metric(type, key, value, SECOND_NS);
    }

    /** Stands behind the ring and does nothing. */
    private static final class Deaf implements Handler {

        @Override
        public String name() {
            return "deaf";
        }

        @Override
        public void onEntry(final Slot slot) {
            // nothing is kept
        }
    }
}
