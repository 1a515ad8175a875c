package leela.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import leela.engine.alert.registry.DefinedAlert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of alerts, and what is told where they are wrong. */
final class AlertFilesTest {

    @TempDir
    private Path folder;

    @Test
    void shouldReadStatementsBetweenCommentsWhenTheyStandInSeveralLines() throws IOException {
        write(
                "a.alerts",
                "# one\nALERT a WHEN [> 1] FROM x # \"what\n  # why\n  NOTE \"a; # b\"; # so; it \"is\n\n"
                        + "ALERT b WHEN [> 1] FROM y#z\\\"; # \";\n");

        final AlertFiles files = read("*.alerts");

        assertThat(files.faults()).isEmpty();
        assertThat(files.alerts())
                .extracting(one -> one.program().toString())
                .containsExactly("ALERT a WHEN [> 1] FROM x NOTE \"a; # b\";", "ALERT b WHEN [> 1] FROM y#z\\\";");
    }

    @Test
    void shouldSayThatNoFileIsCalledSo() throws IOException {
        write("a.alerts", "ALERT a WHEN [> 1] FROM x;\n");

        assertThat(read("*.alerts").unmatched()).isEmpty();
        assertThat(read("a.alerts").unmatched()).isEmpty();
        assertThat(read("*.alert").unmatched()).containsExactly(folder.resolve("*.alert") + ": no file is called so");
        assertThat(read("nowhere/*").unmatched()).hasSize(1);
    }

    @Test
    void shouldNameFileLineAndColumnWhenSomethingIsWrong() throws IOException {
        write(
                "a.alerts",
                "ALERT a WHEN [> 1]\n  FROM x\n  FOR three;\nALERT b WHEN [> 1] FROM ( TO nobody;\n"
                        + "ALERT c WHEN [> 1] FROM x TO nobody;\nALERT c WHEN [> 2] FROM x;\n");

        assertThat(read("a.alerts").faults().stream()
                        .map(fault -> fault.substring(folder.toString().length() + 1)))
                .containsExactly(
                        "a.alerts:3:7: expected a whole number with its unit (ms s m h d), found 'three'",
                        "a.alerts:4: The regex ( is not well-formed: missing closing ).",
                        "a.alerts:5: c: nobody cannot be told",
                        "a.alerts:6: c stands in " + folder.resolve("a.alerts") + " too");
        assertThat(read("none.alerts").faults()).singleElement().asString().contains("none.alerts: no such file");
        assertThat(read("none*").faults()).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsSurelyNotMeantButAtAStart() throws IOException {
        final Path file = write(
                "a.alerts",
                "ALERT a WHEN [> 90] FROM x CLEAR [< 95];\nALERT b WHEN [> 1] FROM x\n  NOTE \"{foo}\";\n"
                        + "ALERT c WHEN [> 1] FROM x;\n");

        assertThat(read("a.alerts").faults())
                .satisfiesExactly(
                        clear -> assertThat(clear).startsWith(file + ":1:34: CLEAR [< 95] and WHEN [> 90] are both"),
                        note -> assertThat(note).startsWith(file + ":3:8: NOTE: there is no place {foo} here"));
        assertThatThrownBy(() -> AlertTestRun.run(file)).hasMessageContaining(file + ":1:34: CLEAR [< 95]");
        final AlertFiles kept = AlertFiles.readLeniently(List.of(file), recipient -> Optional.empty());
        assertThat(kept.faults()).isEmpty();
        assertThat(kept.alerts()).hasSize(3);
    }

    @Test
    void shouldEndNoAlertOfAFileThatIsEmptiedAmidWriting() throws IOException {
        final Path file = write("a.alerts", "ALERT a WHEN [> 90] FROM x;\nALERT b WHEN [> 1] FROM x;\n");
        final List<DefinedAlert> running = read("a.alerts").alerts();

        write("a.alerts", "\n");
        assertThat(read("a.alerts").emptied(running))
                .containsExactly(file + ": it is empty now, and 2 alerts of it run "
                        + "(expected: alerts, or that the file is gone)");
        assertThat(read("a.alerts").emptied(List.of())).isEmpty();
        write("a.alerts", "# none any more\n");
        assertThat(read("a.alerts").emptied(running)).isEmpty();
    }

    @Test
    void shouldEndNoAlertWhileItsFolderIsAway() throws IOException {
        final Path file = write("a.alerts", "ALERT a WHEN [> 90] FROM x;\nALERT b WHEN [> 1] FROM x;\n");
        final Path other = write("b.alerts", "ALERT c WHEN [> 90] FROM x;\n");
        final List<DefinedAlert> running = read("*.alerts").alerts();

        Files.delete(file);
        assertThat(read("*.alerts").emptied(running)).as("one of two files").isEmpty();
        Files.delete(other);
        assertThat(read("*.alerts").emptied(running))
                .containsExactly(folder.resolve("*.alerts") + ": no file is called so, and 3 alerts run of files that "
                        + "are gone (expected: the files; or to end these alerts, alerts.files without this name)");
        assertThat(read("away/*.alerts").emptied(running)).hasSize(1);
        assertThat(read("*.alerts").emptied(List.of())).isEmpty();
    }

    @Test
    void shouldSayWhatWasToldWhenATestIsNotMet() throws IOException {
        final Path file = write(
                "t.alerts",
                "ALERT a WHEN [> 1] FROM ^x;\nTEST \"t\" GIVEN x EVERY 10s 0 5..6*2 -*2 0 EXPECT 20s a x firing;\n");

        final List<AlertTestRun.Result> results = AlertTestRun.run(file);

        assertThat(results)
                .singleElement()
                .satisfies(one -> assertThat(one.faults())
                        .containsExactly(
                                "expected 20s a x firing, but told was 10s a x firing",
                                "expected nothing more, but told was 50s a x ok"));
    }

    @Test
    void shouldNameTheLineWhenATestCannotBeRead() throws IOException {
        final Path file = write("t.alerts", "\nTEST \"t\" GIVEN x EVERY 10s 0 EXPECT soon a x firing;\n");

        assertThatThrownBy(() -> AlertTestRun.run(file))
                .hasMessage(file + ":2: expected a time such as 10s, found 'soon'");
    }

    private Path write(final String name, final String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private AlertFiles read(final String name) {
        return AlertFiles.read(
                List.of(folder.resolve(name)),
                recipient -> recipient.equals("nobody") ? Optional.of("nobody cannot be told") : Optional.empty());
    }
}
