package leela.engine.alert.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import leela.engine.runtime.ManualClock;
import leela.engine.spi.KeyPattern;
import org.junit.jupiter.api.Test;

final class ActiveSilencesTest {

    private static final long HOUR_NS = 3_600_000_000_000L;

    private final ManualClock clock = new ManualClock(0);
    private final AlertBook book = new AlertBook();
    private final ActiveSilences silences = new ActiveSilences(book, ActiveSilencesTest::textPattern, clock);

    @Test
    void shouldKeepAlertsOrGroupsQuietInWhichTheTextIsFound() throws AlertRefusedException {
        final Silence web = silence("web", HOUR_NS);

        assertThat(silences.of("disk_full", "web-1")).isEqualTo(web);
        assertThat(silences.of("web_down", "")).isEqualTo(web);
        assertThat(silences.of("disk_full", "db-1")).isNull();
    }

    @Test
    void shouldEndWhenItsTimeIsOver() throws AlertRefusedException {
        final Silence web = silence("web", HOUR_NS);
        clock.stepNs(HOUR_NS - 1);
        assertThat(silences.of("disk_full", "web-1")).isEqualTo(web);

        clock.stepNs(1);

        assertThat(silences.of("disk_full", "web-1")).isNull();
        assertThat(silences.all()).isEmpty();
        assertThatThrownBy(() -> silences.active(web.id())).hasMessage("There is no silence 1.");
    }

    @Test
    void shouldKeepNoPatternOfASilenceThatHasEnded() throws AlertRefusedException {
        silence("web", HOUR_NS);
        silence("db", 2 * HOUR_NS);
        assertThat(silences.of("none", "none")).isNull();
        assertThat(silences.patterns()).isEqualTo(2);

        clock.stepNs(HOUR_NS);
        assertThat(silences.over()).extracting(Silence::id).containsExactly(1L);
        book.apply(new LogEntry.Unsilenced(1), "");
        silences.changed();
        assertThat(silences.patterns()).isEqualTo(1);

        book.apply(new LogEntry.Unsilenced(2), "");
        silences.changed();
        assertThat(silences.patterns()).isZero();
    }

    @Test
    void shouldRefuseMoreThanOnePersonMayHave() throws AlertRefusedException {
        for (int i = 0; i < ActiveSilences.MOST_OF_ONE; i++) {
            silence("web" + i, HOUR_NS);
        }

        assertThatThrownBy(() -> silence("more", HOUR_NS))
                .isInstanceOf(AlertRefusedException.class)
                .hasMessage("You already have 100 silences, as many as one may have. End one: UNSILENCE 1;");
        assertThat(silences.next("other", HOUR_NS, "somebody else", "").id()).isEqualTo(101);
        clock.stepNs(HOUR_NS);
        assertThat(silence("later", HOUR_NS).id()).isEqualTo(101);
    }

    @Test
    void shouldRefuseMoreThanAllMayHave() throws AlertRefusedException {
        for (int i = 0; i < ActiveSilences.MOST; i++) {
            book.apply(new LogEntry.Silenced(silences.next("web" + i, HOUR_NS, "person" + i, "")), "");
            silences.changed();
        }

        assertThatThrownBy(() -> silence("more", HOUR_NS))
                .hasMessage("There are already 500 silences, as many as there may be. End one: UNSILENCE 1;");
    }

    @Test
    void shouldRefuseWhatIsTooCostlyToLookForAtEachChange() throws AlertRefusedException {
        silence("costly", HOUR_NS);

        assertThatThrownBy(() -> silence("costly", HOUR_NS))
                .isInstanceOf(AlertRefusedException.class)
                .hasMessage("The regex is too costly beside 1 other silences: write it without repetitions, or end"
                        + " others.");
        assertThat(silences.next("costly", HOUR_NS, "somebody else", "")).isNotNull();
        assertThat(silence("cheap", HOUR_NS)).isNotNull();
    }

    @Test
    void shouldRefuseWhatIsNoPattern() {
        assertThatThrownBy(() -> silences.next("(", HOUR_NS, "me", ""))
                .isInstanceOf(AlertRefusedException.class)
                .hasMessage("no pattern");
    }

    @Test
    void shouldHoldForOneAlertOfOneGroupWhereItHasABlank() throws AlertRefusedException {
        final Silence one = silence("load web1", HOUR_NS);

        assertThat(silences.of("load", "web1")).isEqualTo(one);
        assertThat(silences.of("disk", "web1")).isNull();
        assertThat(silences.of("load", "web2")).isNull();
    }

    private Silence silence(final String regex, final long forNs) throws AlertRefusedException {
        final Silence next = silences.next(regex, forNs, "me", "");
        book.apply(new LogEntry.Silenced(next), "");
        silences.changed();
        return next;
    }

    private static KeyPattern textPattern(final byte[] pattern) {
        final String text = new String(pattern, StandardCharsets.UTF_8);
        if (text.equals("(")) {
            throw new IllegalArgumentException("no pattern");
        }
        return new KeyPattern() {
            @Override
            public boolean isFoundIn(final byte[] key) {
                return new String(key, StandardCharsets.UTF_8).contains(text);
            }

            @Override
            public long worstNs(final int keyLength) {
                return text.equals("costly") ? 1 + ActiveSilences.MOST_NS_OF_ONE / 2 : 1;
            }
        };
    }
}
