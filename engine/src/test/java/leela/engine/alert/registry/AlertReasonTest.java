package leela.engine.alert.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import leela.engine.alert.AlertState;
import leela.engine.alert.Transition;
import leela.engine.dmproc.language.AlertProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why people were told, in sentences. */
final class AlertReasonTest {

    /** 2026-11-29T12:00:00Z. */
    private static final long TIME_NS = 1_795_953_600_000_000_000L;

    /** Where a sentence is long, its beginning. */
    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            OK       | FIRING   |                      | The value was 93, which meets [> 90].
            PENDING | FIRING | FOR 3m | The value was 93, which meets [> 90], and that had been so since 2026
            FIRING | OK | CALM 9m | The value was 93, which does not meet [> 90] any more, for 9m at least (CALM).
            FIRING | OK | CLEAR [< 85] | The value was 93, which meets CLEAR [< 85].
            FIRING | UNKNOWN | NODATA 3m | No sample had come since 2026-11-29T11:57:00Z, and NODATA is 3m. That was
            UNKNOWN  | OK       | NODATA 3m            | Samples came again. The value was 93.
            UNKNOWN  | FIRING   | NODATA 3m            | Samples came again, and it had fired before. The value was 93.
            OK | FLAPPING | FLAP 5 IN 1h | It changed more than 5 times within 1h (FLAP): nobody is told
            FLAPPING | FLAPPING |                      | It has changed 4 times since the message before.
            FLAPPING | OK       | FLAP 5 IN 2h         | Nothing had changed for 2h, so it does not flap any more.
            """)
    void shouldTellWhatDecided(final AlertState from, final AlertState to, final String clauses, final String sentence)
            throws Exception {
        final AlertProgram program =
                AlertProgram.parse("ALERT disk WHEN [> 90] FROM df " + (clauses == null ? "" : clauses) + ";");
        final Transition told = told(7, from, to);

        final List<String> lines = AlertReason.text(
                        new LogEntry.Changed(List.of(), told, false),
                        program,
                        List.of(told),
                        List.of(),
                        (number, name) -> "")
                .lines()
                .toList();
        assertThat(lines.get(1)).startsWith(sentence);
        assertThat(lines)
                .containsExactly(
                        "#7 disk web1 went from " + from + " to " + to + " at 2026-11-29T12:00:00Z.",
                        lines.get(1),
                        "It was for pager.",
                        "Whether pager was told is not known any more; leela notify tells how it goes.",
                        "Now: it is over.",
                        "The alert: " + program);
    }

    @Test
    void shouldTellWhatWasToldBeforeAndSinceAndThatNobodyWas() {
        final List<Transition> all = List.of(
                told(1, AlertState.OK, AlertState.FIRING),
                told(7, AlertState.FIRING, AlertState.OK),
                told(9, AlertState.OK, AlertState.FIRING));

        assertThat(AlertReason.text(
                                new LogEntry.Changed(List.of(), all.get(1), true),
                                null,
                                all,
                                List.of(),
                                (number, name) -> name)
                        .lines())
                .containsExactly(
                        "#7 disk web1 went from firing to ok at 2026-11-29T12:00:00Z.",
                        "The alert does not run any more, so its condition is not known. The value was 93.",
                        "Nobody was told: it was silenced.",
                        "Before: #1 at 2026-11-29T12:00:00Z from ok to firing, at the value 93.",
                        "Since: #9 at 2026-11-29T12:00:00Z from ok to firing, at the value 93.",
                        "Now: it is over.");
    }

    @Test
    void shouldTellWhatBecameOfItAtEachRecipient() {
        final Transition told = told(7, AlertState.OK, AlertState.FIRING);

        assertThat(AlertReason.text(
                                new LogEntry.Changed(List.of(), told, false),
                                null,
                                List.of(told),
                                List.of(),
                                (number, name) -> name + " was told of #" + number + ".")
                        .lines())
                .containsSequence("It was for pager.", "pager was told of #7.");
    }

    private static Transition told(final long number, final AlertState from, final AlertState to) {
        return new Transition(
                number,
                1,
                "disk",
                "web1",
                List.of("web1"),
                from,
                to,
                TIME_NS - 180_000_000_000L,
                TIME_NS,
                93,
                "",
                List.of("pager"),
                "",
                4,
                "web1.df",
                TIME_NS);
    }
}
