package leela.adapters.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import leela.adapters.chat.Reply.AllDeleted;
import leela.adapters.chat.Reply.Deleted;
import leela.adapters.chat.Reply.Event;
import leela.adapters.chat.Reply.HeldBack;
import leela.adapters.chat.Reply.Listed;
import leela.adapters.chat.Reply.Notice;
import leela.adapters.chat.Reply.Query;
import leela.adapters.chat.Reply.Refused;
import leela.adapters.chat.Reply.Started;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.notify.HeldResults;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** To the letter: programs of others read it. */
final class JsonRepliesTest {

    private static final Query QUERY = new Query("abc", "SELECT id FROM \"x\\d\";");
    private static final String DEBUG =
            "\"debug\":{\"request\":{\"cmd\":\"SELECT id FROM \\\"x\\\\d\\\";\",\"key\":\"abc\"}}";

    private final JsonReplies json = new JsonReplies();

    @Test
    void shouldTellThatAQueryRuns() {
        assertThat(json.write(new Started(QUERY, new MatchingSeries.Count(0, true), "")))
                .isEqualTo("{\"status\":200," + DEBUG + ",\"results\":{\"key\":\"abc\",\"series\":0}}");
        assertThat(json.write(new Started(QUERY, new MatchingSeries.Count(7, false), "")))
                .endsWith("\"results\":{\"key\":\"abc\",\"series\":7,\"more_series\":true}}");
        assertThat(json.write(new Started(QUERY, new MatchingSeries.Count(0, true), "old")))
                .contains("\"replaced\":\"old\"");
    }

    @Test
    void shouldTellAnEventTwiceAsTheFirstLeelaDoes() {
        final String event = "\"name\":\"web1\",\"value\":91.5,\"timestamp\":1365500000";

        assertThat(json.write(event(91.5, 1_365_500_000_000_000_000L)))
                .isEqualTo("{\"status\":200," + DEBUG + ",\"results\":{\"event\":{" + event + "}}," + event + "}");
    }

    @Test
    void shouldTellHowManySeriesOfAGroupHaveSent() {
        final String event = "\"name\":\"all\",\"value\":7.0,\"timestamp\":1,\"seen\":3,\"expected\":4";

        assertThat(json.write(new Event(QUERY, "all", 7, 1_000_000_000L, 3, 4)))
                .isEqualTo("{\"status\":200," + DEBUG + ",\"results\":{\"event\":{" + event + "}}," + event + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1.0",
        "-0.0, -0.0",
        "1.0E-300, 1.0E-300",
        "1.0E100, 1.0E100",
        "NaN, null",
        "Infinity, null",
        "-Infinity, null"
    })
    void shouldWriteValuesAsJsonHasThem(final double value, final String text) {
        assertThat(json.write(event(value, 0))).contains("\"value\":" + text + ",\"timestamp\":0}");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1000000000, 1",
        "1500000000, 1.5",
        "1, 1E-9",
        "1365500000000000001, 1365500000.000000001",
        "10000000000, 10"
    })
    void shouldWriteTimesInSecondsWithEveryDigit(final long timeNs, final String text) {
        assertThat(json.write(event(1, timeNs))).contains("\"timestamp\":" + text + "}");
    }

    @Test
    void shouldListQueriesWithTheirKeys() {
        assertThat(json.write(
                        new Listed("SELECT * FROM leela.xmpp;", List.of(new Query("k1", "a;"), new Query("k2", "b;")))))
                .isEqualTo("{\"status\":200,\"debug\":{\"request\":\"SELECT * FROM leela.xmpp;\"},"
                        + "\"results\":[{\"key\":\"k1\",\"cmd\":\"a;\"},{\"key\":\"k2\",\"cmd\":\"b;\"}]}");
        assertThat(json.write(new Listed("c", List.of()))).endsWith("\"results\":[]}");
    }

    @Test
    void shouldTellWhatWasEnded() {
        assertThat(json.write(new Deleted("d", "k")))
                .isEqualTo("{\"status\":200,\"debug\":{\"request\":\"d\"},\"results\":{\"key\":\"k\"}}");
        assertThat(json.write(new AllDeleted("d", List.of("k", "l"))))
                .isEqualTo(
                        "{\"status\":200,\"debug\":{\"request\":\"d\"},\"results\":[{\"key\":\"k\"},{\"key\":\"l\"}]}");
    }

    @Test
    void shouldRefuseWithReasonAndSentence() {
        assertThat(json.write(new Refused(400, "parse error", "hello", "column 1: no")))
                .isEqualTo("{\"status\":400,\"debug\":{\"request\":\"hello\",\"message\":\"column 1: no\"},"
                        + "\"reason\":\"parse error\"}");
    }

    @Test
    void shouldTellWhatHappenedToQueries() {
        assertThat(json.write(new Notice("query_ended", "Gone.", List.of(new Query("k", "a;")))))
                .isEqualTo("{\"status\":200,\"debug\":{},\"results\":{\"notice\":{\"event\":\"query_ended\","
                        + "\"message\":\"Gone.\",\"queries\":[{\"key\":\"k\",\"cmd\":\"a;\"}]}}}");
    }

    @Test
    void shouldSumUpWhatWasHeldBack() {
        final HeldResults results = new HeldResults();
        results.add(7);
        assertThat(json.write(new HeldBack(Map.of(new Query("k", "a;"), results))))
                .isEqualTo("{\"status\":200,\"debug\":{},\"results\":{\"held_back\":{\"count\":7,\"queries\":[{"
                        + "\"key\":\"k\",\"cmd\":\"a;\",\"count\":7}]}}}");

        results.add(new UnsafeBuffer("web1".getBytes(StandardCharsets.UTF_8)), 0, 4, 91.5, 2_000_000_000L);
        assertThat(json.write(new HeldBack(Map.of(new Query("k", "a;"), results))))
                .endsWith("\"count\":8,\"series\":[{\"name\":\"web1\",\"value\":91.5,\"timestamp\":2}]}]}}}");
    }

    private static Event event(final double value, final long timeNs) {
        return new Event(QUERY, "web1", value, timeNs, 0, 0);
    }
}
