package leela.engine.alert.registry;

import static org.assertj.core.api.Assertions.assertThat;

import leela.engine.alert.Transition;
import leela.engine.notify.delivery.Transitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notes with their places filled in. */
final class NoteTextTest {

    private static final Transition TOLD = Transitions.resolved(9, 7, "web1", "pager");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {1}: {2} is {value}%      | web1: root is 42%
            {number} of {opened}      | 9 of 7
            {alert} {group}           | disk_full web1.df-root.percent
            {key} {series}            | web1.df-root.percent 1
            {from} {state}            | firing ok
            {severity}                | critical
            {since} {time}            | 2026-11-29T11:57:00Z 2026-11-29T12:00:00Z
            {3} {0} {100} {nobody} {} | {3} {0} {100} {nobody} {}
            {1 {1} 1}                 | {1 web1 1}
            """)
    void shouldFillInThePlacesThatThereAre(final String template, final String filled) {
        assertThat(NoteText.of(TOLD.withNote(template), "")).isEqualTo(filled);
    }

    @ParameterizedTest
    @CsvSource({"1262.9268051076192, 1262.93", "0.30000000000000004, 0.3", "42, 42", "7e-9, 7e-09", "NaN, unknown"})
    void shouldRoundValuesAsPeopleReadThem(final double value, final String shown) {
        assertThat(AlertText.number(value)).isEqualTo(shown);
    }

    @Test
    void shouldTakeWhatIsFilledInAsItIs() {
        assertThat(NoteText.fill("{link} {1}", TOLD, name -> name.equals("link") ? "$1 {1}" : null))
                .isEqualTo("$1 {1} web1");
    }
}
