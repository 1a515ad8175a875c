package leela.io.input.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import leela.engine.refusal.Refusal;
import leela.engine.ring.RecordingPipeline;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept of entries that are refused: where, and which part is wrong. */
final class TextRefusalsTest {

    private static final long NOW_NS = 1_400_000_000_000_000_000L;

    private final RecordingPipeline pipeline = RecordingPipeline.ofMetrics();

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "gauge 6|foobar 1.5 1365500000.0; oops;~malformed~33~''~oops;",
                "gauge 3|foo 1 99999999999;~time_range~0~foo~gauge 3|foo 1 99999999999;",
                "foo: 1 99999999999~time_range~0~foo~foo: 1 99999999999",
                "gauge 0| 1 1;~key_length~0~''~gauge 0| 1 1;"
            })
    void shouldTellWhatWasRefusedAndWhere(
            final String datagram, final String cause, final int position, final String key, final String bytes) {
        assertThat(refusals(TextDialect.UDP, datagram)).singleElement().satisfies(refusal -> {
            assertThat(refusal.source()).isEqualTo("udp");
            assertThat(refusal.cause()).isEqualTo(cause);
            assertThat(refusal.position()).isEqualTo(position);
            assertThat(refusal.key()).isEqualTo(key);
            assertThat(refusal.bytes()).isEqualTo(bytes);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "guage 6|foobar 1.5 1; ~ there is no type guage (did you mean gauge?)",
                "GAUGE 6|foobar 1.5 1; ~ there is no type GAUGE (did you mean gauge?)",
                "histogram 1|a 1 1; ~ there is no type histogram (expected: gauge, counter, derive, absolute)",
                "event 1|a 1 1; ~ nothing of the type event is taken here (expected: gauge, counter, derive, absolute)",
                "garbage; ~ it begins with no type (expected: gauge, counter, derive, absolute, or a line NAME: VALUE)",
                "gauge; ~ behind gauge stands no key",
                "gauge ; ~ its key is missing",
                "gauge foobar 1.5 1; ~ its key, foobar, has no length before it (expected: as in 6|foobar)",
                "gauge 6 foobar 1.5 1; ~ its key, 6, has no length and | before it (expected: as in 6|foobar)",
                "gauge 1234567890|a 1 1; ~ its length, 1234567890, is too long",
                "gauge 7|foobar 1.5 1; ~ its length says 7, but no blank follows so many bytes of its key",
                "gauge 99|foobar 1.5 1; ~ its value and its time are missing",
                "gauge 6|foobar; ~ its value and its time are missing",
                "gauge 6|foobar ; ~ its value and its time are missing",
                "gauge 6|foobar  1 1; ~ two blanks stand before its value (expected: one)",
                "gauge 6|foobar 1,5 1; ~ its value, 1,5, is no number (expected: a point, as in 1.5)",
                "gauge 6|foobar on 1; ~ its value, on, is no number",
                "gauge 6|foobar 1.5; ~ its time is missing",
                "gauge 6|foobar 1.5 ; ~ its time is missing",
                "gauge 6|foobar 1.5  1; ~ two blanks stand before its time (expected: one)",
                "gauge 6|foobar 1.5 T; ~ its time, T, is no number of seconds",
                "gauge 6|foobar 1.5 2026-11-30T08:00:00Z; ~ its time, 2026-11-30T08:00:00Z, is no number of seconds",
                "gauge 6|foobar 1.5 1 ~ it does not end with ';'",
                "gauge 6|foobar 1.5 1 host; ~ behind its time stands something else (expected: ';')",
                "room: warm ~ its value, warm, is no number",
                "room: ~ its value is missing",
                "room: 1 now ~ its time, now, is no number of seconds",
            })
    void shouldTellWhichPartOfAnEntryIsWrong(final String datagram, final String reason) {
        assertThat(refusals(TextDialect.UDP, datagram))
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "data 1|a {} 1; ~ its document, {}, has no length before it (expected: as in 6|foobar)",
                "data 1|a 9|{} 1; ~ its time is missing",
                "data 1|a 1|{} 1; ~ its length says 1, but no blank follows so many bytes of its document",
                "data 1|a 2|{} x; ~ its time, x, is no number of seconds",
                "room: 21 ~ it begins with no type (expected: gauge, counter, derive, absolute, event, data)",
            })
    void shouldTellWhichPartOfADocumentIsWrong(final String datagram, final String reason) {
        assertThat(refusals(TextDialect.DATABUS, datagram))
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    private List<Refusal> refusals(final TextDialect dialect, final String datagram) {
        final byte[] bytes = datagram.getBytes(ISO_8859_1);
        new TextDecoder(pipeline.producer(TextProtocol.UDP.source(), RecordingPipeline.NO_LIMITS), dialect)
                .decode(new UnsafeBuffer(bytes), bytes.length, NOW_NS);
        return pipeline.refusals().newestFirst();
    }
}
