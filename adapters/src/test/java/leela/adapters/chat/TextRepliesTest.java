package leela.adapters.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
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

final class TextRepliesTest {

    private static final Query QUERY = new Query("abc", "SELECT [> 90] FROM ^web;");

    private final TextReplies text = new TextReplies();

    @Test
    void shouldTellWhatIsWatched() {
        assertThat(text.write(new Started(QUERY, new MatchingSeries.Count(0, true), "")))
                .isEqualTo("Watching: SELECT [> 90] FROM ^web;\nkey=abc\nNo known series matches.");
        assertThat(text.write(new Started(QUERY, new MatchingSeries.Count(1, true), "")))
                .endsWith("\n1 known series matches.");
        assertThat(text.write(new Started(QUERY, new MatchingSeries.Count(7, true), "")))
                .endsWith("\n7 known series match.");
        assertThat(text.write(new Started(QUERY, new MatchingSeries.Count(7, false), "")))
                .endsWith("\nAt least 7 known series match.");
        assertThat(text.write(new Started(QUERY, new MatchingSeries.Count(0, true), "old")))
                .endsWith("\nNo known series matches.\nin place of key=old");
        assertThat(text.write(new Listed("c", List.of()))).isEqualTo("You have no queries.");
        assertThat(text.write(new Listed("c", List.of(QUERY, new Query("k", "b;")))))
                .isEqualTo("Your queries:\nSELECT [> 90] FROM ^web;\nkey=abc\nb;\nkey=k");
    }

    @Test
    void shouldTellAnEventWithItsTime() {
        assertThat(text.write(new Event(QUERY, "web1", 91.5, 1_365_500_000_250_000_000L, 0, 0)))
                .isEqualTo("web1 = 91.5 at 2013-04-09T09:33:20.250Z\nSELECT [> 90] FROM ^web;");
        assertThat(text.write(new Event(QUERY, "web1", Double.NaN, 0, 0, 0)))
                .startsWith("web1 = NaN at 1970-01-01T00:00:00Z");
    }

    @Test
    void shouldTellWhatWasEnded() {
        assertThat(text.write(new Deleted("c", "abc"))).isEqualTo("Ended: key=abc");
        assertThat(text.write(new AllDeleted("c", List.of()))).isEqualTo("Ended 0 queries.");
        assertThat(text.write(new AllDeleted("c", List.of("abc")))).isEqualTo("Ended 1 query.");
    }

    @Test
    void shouldSayWhyNot() {
        assertThat(text.write(new Refused(
                        400,
                        "parse error",
                        "hello",
                        "column 1: expected SELECT, RECORD SELECT, cold SELECT or DELETE, found 'hello'")))
                .isEqualTo("Sorry, parse error: column 1: expected SELECT, RECORD SELECT, "
                        + "cold SELECT or DELETE, found 'hello'");
    }

    @Test
    void shouldTellWhatHappenedToQueries() {
        assertThat(text.write(new Notice("query_ended", "Gone.", List.of(new Query("k", "a;")))))
                .isEqualTo("Gone.\na;\nkey=k");
    }

    @Test
    void shouldSumUpWhatWasHeldBack() {
        final HeldResults noisy = new HeldResults();
        for (int i = 0; i < 24; i++) {
            final byte[] key = ("web" + i % 12).getBytes(StandardCharsets.UTF_8);
            noisy.add(new UnsafeBuffer(key), 0, key.length, i, i);
        }
        final HeldResults rare = new HeldResults();
        rare.add(2);
        final Map<Query, HeldResults> held = new LinkedHashMap<>();
        held.put(QUERY, noisy);
        held.put(new Query("k", "b;"), rare);

        assertThat(text.write(new HeldBack(held)))
                .isEqualTo("Too many at once; not sent: 26 events\n24 of SELECT [> 90] FROM ^web;\n"
                        + "newest: web0 = 12.0, web1 = 13.0, web2 = 14.0, web3 = 15.0, web4 = 16.0, web5 = 17.0, "
                        + "web6 = 18.0, web7 = 19.0, web8 = 20.0, web9 = 21.0, and of others\n2 of b;");
    }
}
