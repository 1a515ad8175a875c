package leela.adapters.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import leela.engine.alert.Transition;
import leela.engine.notify.delivery.Notice;
import leela.engine.notify.delivery.Receipt;
import leela.engine.notify.delivery.Transitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read. */
final class NoticeTextTest {

    private static final String LINK = "https://leela.example.org/alerts/{opened}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{number} {opened} {alert} | 7 7 disk_full",
                "{state} from {from}, {severity} | firing from ok, critical",
                "{group} {key} {1} {2} | web1.df-root.percent web1.df-root.percent web1 root",
                "{value} {since} {time} | 91.5 2026-11-29T11:57:00Z 2026-11-29T12:00:00Z",
                "{note} | web1: root is 91.5% full",
                "{link} {series} | https://leela.example.org/alerts/7 1",
                "{3} stays | {3} stays",
                "no place, { } | no place, { }",
            })
    void shouldFillEachPlace(final String template, final String expected) {
        assertThat(new NoticeText("alerts.text", template, LINK).line(Transitions.firing(7, "web1")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"{nmae}", "{0}", "{100}", "{link}x{}"})
    void shouldRefuseAPlaceThatDoesNotExist(final String template) {
        assertThatThrownBy(() -> new NoticeText("alerts.text", template, LINK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("alerts.text: {")
                .hasMessageContaining("expected: {number}");
    }

    @ParameterizedTest
    @CsvSource({"91.5, 91.5", "42, 42", "-0.25, -0.25", "1e20, 1e+20", "0.0000123456789, 1.23457e-05", "NaN, unknown"})
    void shouldWriteNumbersAsPeopleDo(final double value, final String expected) {
        assertThat(NoticeText.number(value)).isEqualTo(expected);
    }

    @Test
    void shouldWriteALineForEachOfSeveral() {
        assertThat(text().write(notice(2, 0))).isEqualTo("""
                2 alerts changed:
                #1 disk_full is firing: web1: root is 91.5% full
                #2 disk_full is firing: web2: root is 91.5% full""");
    }

    @Test
    void shouldCountWhatWouldBeTooLongAndWhatWasDiscarded() {
        final String text = text().write(notice(1000, 3));

        assertThat(text.lines()).hasSize(53);
        assertThat(text)
                .startsWith("3 earlier messages were discarded: too many waited.\n1000 alerts changed:\n#1 ")
                .endsWith("\nand 950 more: 950 firing");
    }

    @Test
    void shouldEndWithItsReceiptWhereThereIsOne() {
        assertThat(written(new Receipt(180_000_000_000L, 1_200_000_000L, 400_000, 200_000_000)))
                .endsWith("91.5% full\nreceipt: held for 3.0 min, arrived 1.2 s after its time, "
                        + "decided 0.4 ms later, sent 200 ms later");
        assertThat(written(new Receipt(0, 0, 12_300_000, 90_000_000_000L)))
                .endsWith("\nreceipt: arrived 0.0 ms after its time, decided 12 ms later, sent 90.0 s later");
    }

    private static String written(final Receipt receipt) {
        return text().write(new Notice("id", "a", List.of(Transitions.firing(1, "web1")), 0, 0, List.of(receipt)));
    }

    private static NoticeText text() {
        return new NoticeText("alerts.text", NoticeText.DEFAULT, LINK);
    }

    @Test
    void shouldSayThatItIsLateWhenWhatDecidedCameMoreThanAMinuteAgo() {
        final Transition told = Transitions.firing(7, "web1");
        final long[] nowNs = {told.arrivedNs() + 59_000_000_000L};
        final NoticeText clocked = new NoticeText("alerts.text", "{number}", LINK, () -> nowNs[0]);
        final Notice one = new Notice("id", "pager", List.of(told), 0, 0);
        assertThat(clocked.write(one)).isEqualTo("7");

        nowNs[0] = told.arrivedNs() + 750_000_000_000L;
        assertThat(clocked.write(one)).isEqualTo("late by 12.5 min: 7");
        assertThat(clocked.lateSeconds(one)).isEqualTo(750);
        assertThat(clocked.write(new Notice("id", "pager", List.of(told, told), 0, 0)))
                .startsWith("late by 12.5 min at most: 2 alerts changed:");
        assertThat(clocked.lateSeconds(new Notice("id", "pager", List.of(told), 0, 0, List.of(), Notice.Event.ACK)))
                .isZero();
        assertThat(new NoticeText("alerts.text", "{number}", LINK).write(one)).isEqualTo("7");
    }

    private static Notice notice(final int transitions, final int givenUp) {
        return new Notice(
                "id",
                "pager",
                LongStream.rangeClosed(1, transitions)
                        .mapToObj(number -> Transitions.firing(number, "web" + number))
                        .toList(),
                givenUp,
                0);
    }
}
