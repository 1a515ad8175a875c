package leela.adapters.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import leela.adapters.chat.ChatConfig.Format;
import leela.adapters.chat.Reply.Query;
import leela.adapters.chat.Reply.Refused;
import leela.adapters.chat.Reply.Started;
import leela.engine.counters.Counters;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.dmproc.running.QuerySink;
import leela.engine.notify.Outbox;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.engine.series.Series;
import org.agrona.LangUtil;
import org.junit.jupiter.api.Test;

/** The courier by hand: results and answers in, rounds at times that the test chooses. */
final class ChatDispatcherTest {

    private static final int PER_MINUTE = 5;
    private static final String ALICE = "alice@localhost";
    private static final Query QUERY = new Query("key", "SELECT id FROM web;");

    private final RecordingChat chat = new RecordingChat();
    private final Counters counters = Counters.inMemory();
    private final ChatResultQueue results = new ChatResultQueue();
    private final ChatDispatcher courier = courier(Format.TEXT);
    private final RunningQuery query = new RunningQuery(1, QUERY, ALICE, results, () -> {});
    private final Series series = Series.detached("web1".getBytes(StandardCharsets.UTF_8));
    private long seconds = 1000;

    @Test
    void shouldSendTheAnswerBeforeTheFirstEvents() {
        results(1, 2);
        work();
        assertThat(chat.take()).isEmpty();

        courier.answer(ALICE, ALICE + "/home", new Started(QUERY, new MatchingSeries.Count(0, true), ""));
        courier.opened(query);
        work();

        assertThat(chat.take())
                .containsExactly(
                        ALICE + "/home Watching: SELECT id FROM web;\nkey=key\nNo known series matches.",
                        event(1),
                        event(2));
    }

    @Test
    void shouldTellProgramsHowManySeriesOfAGroupHaveSent() {
        final ChatDispatcher toPrograms = courier(Format.JSON);
        toPrograms.opened(query);
        query.onGroupResult(series, 7, 0, 3, 4);
        toPrograms.work(seconds * 1_000_000_000L);

        assertThat(chat.take()).singleElement(STRING).endsWith(",\"timestamp\":0,\"seen\":3,\"expected\":4}");
    }

    @Test
    void shouldSendNoResultsOfAQueryThatHasEnded() {
        courier.opened(query);
        results(1, 2);
        courier.closed(query);
        work();

        assertThat(chat.take()).isEmpty();
    }

    @Test
    void shouldHoldBackWhatIsBeyondTheMinuteAndSumItUpOnce() {
        courier.opened(query);
        results(1, 20);
        work();
        assertThat(chat.take()).isEqualTo(events(1, 5));

        seconds += 30;
        results(21, 30);
        work();
        assertThat(chat.take()).isEmpty();

        seconds += 32;
        work();
        assertThat(chat.take()).containsExactly(summary(25, 30));
        assertThat(counters.read(ChatCounter.HELD_BACK)).isEqualTo(25);

        results(31, 32);
        work();
        assertThat(chat.take()).isEqualTo(events(31, 32));
    }

    @Test
    void shouldAccountForEveryEventOfALongStormWithinTheLimit() {
        courier.opened(query);
        final List<String> sent = new ArrayList<>();
        for (int second = 0; second < 600; second++) {
            results(1, 10);
            work();
            sent.addAll(chat.take());
            seconds++;
        }
        seconds += 62;
        work();
        sent.addAll(chat.take());
        final List<String> summaries =
                sent.stream().filter(message -> message.contains("Too many")).toList();
        final long told = summaries.stream()
                .mapToLong(message -> Long.parseLong(message.replaceAll("(?s).*not sent: (\\d+) .*", "$1")))
                .sum();

        assertThat(sent).hasSizeBetween(PER_MINUTE * 8, PER_MINUTE * 11);
        assertThat(summaries).hasSizeBetween(9, 11);
        assertThat(sent.size() - summaries.size() + told).isEqualTo(6000);
    }

    @Test
    void shouldKeepTheNewestWhileTheChatIsAwayAndTellOfTheRest() {
        courier.opened(query);
        chat.isConnected = false;
        results(1, 8);
        work();
        chat.isConnected = true;
        seconds++;
        work();
        assertThat(chat.take()).isEqualTo(events(4, 8));

        seconds += 62;
        work();
        assertThat(chat.take()).containsExactly(summary(3, 3));
    }

    @Test
    void shouldKeepTheOrderWhereTheChatTakesOnlyPart() {
        courier.opened(query);
        chat.room = 2;
        results(1, 5);
        work();
        assertThat(chat.take()).isEqualTo(events(1, 2));

        chat.room = Integer.MAX_VALUE;
        work();
        assertThat(chat.take()).isEqualTo(events(3, 5));
    }

    @Test
    void shouldCountResultsThatComeFasterThanTheyCanBeLookedAt() {
        courier.opened(query);
        final int many = 100_000;
        results(1, many);
        while (courier.work(seconds * Clock.NANOS_PER_SECOND)) {
            chat.take();
        }
        seconds++;
        work();

        assertThat(counters.read(ChatCounter.OVERRUN)).isBetween(1L, (long) many);
        assertThat(counters.read(ChatCounter.HELD_BACK)).isEqualTo(many - PER_MINUTE);
    }

    @Test
    void shouldTellThatAQueryCannotFollowAllSeries() {
        new RunningQuery(1, QUERY, ALICE, results, courier).onSeriesRefused(series, QuerySink.Shortage.TIME);
        work();

        assertThat(chat.take()).singleElement().asString().contains("the first that it leaves out is web1.\nSELECT id");
    }

    @Test
    void shouldComplainOnceOfATextAndOfFewTexts() {
        for (int i = 0; i < 20; i++) {
            courier.answer(ALICE, ALICE, new Refused(400, "parse error", "out of office", "No."));
        }
        work();
        assertThat(chat.take()).hasSize(1);

        for (int i = 0; i < 20; i++) {
            courier.answer(ALICE, ALICE, new Refused(400, "parse error", "text " + i, "No."));
        }
        work();
        assertThat(chat.take()).hasSize(Outbox.COMPLAINTS_PER_MINUTE - 1);

        courier.opened(query);
        results(1, 5);
        work();
        assertThat(chat.take()).isEqualTo(events(1, 5));
    }

    @Test
    void shouldTellARareQueryOfSomebodyWhoHasANoisyOne() {
        final RunningQuery rare =
                new RunningQuery(2, new Query("rare", "SELECT id FROM db;"), ALICE, results, () -> {});
        courier.opened(query);
        courier.opened(rare);
        results(1, 1000);
        work();
        assertThat(chat.take()).isEqualTo(events(1, 3));

        rare.onResult(Series.detached("db1".getBytes(StandardCharsets.UTF_8)), 7, 0);
        work();
        assertThat(chat.take()).containsExactly(ALICE + " db1 = 7.0 at 1970-01-01T00:00:00Z\nSELECT id FROM db;");
    }

    private void results(final int from, final int to) {
        IntStream.rangeClosed(from, to).forEach(value -> query.onResult(series, value, 0));
        query.onBatchEnd();
    }

    private void work() {
        courier.work(seconds * Clock.NANOS_PER_SECOND);
    }

    private static String summary(final int count, final int newest) {
        return ALICE + " Too many at once; not sent: " + count + " events\n" + count
                + " of SELECT id FROM web;\nnewest: web1 = " + newest + ".0";
    }

    private static String event(final int value) {
        return ALICE + " web1 = " + value + ".0 at 1970-01-01T00:00:00Z\nSELECT id FROM web;";
    }

    private static List<String> events(final int from, final int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(ChatDispatcherTest::event)
                .toList();
    }

    private ChatDispatcher courier(final Format format) {
        return new ChatDispatcher(
                new ChatConfig(List.of("localhost"), format, PER_MINUTE, 100, Duration.ofSeconds(5)),
                chat,
                results,
                new SystemClock(),
                counters,
                LangUtil::rethrowUnchecked);
    }
}
