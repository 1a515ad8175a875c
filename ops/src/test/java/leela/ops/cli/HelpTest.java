package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import leela.ops.cli.help.CommandGroups;
import leela.ops.cli.option.ExitStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command tells of itself: help, examples, completion, the manual page; all from one source. */
@Tag("once")
class HelpTest {

    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    @TempDir
    private Path folder;

    static Collection<String> commands() {
        return LeelaCommand.commandLine().getSubcommands().keySet();
    }

    @Test
    void shouldListEachCommandInOneGroup() {
        assertThat(CommandGroups.all().values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(commands());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void shouldTellWhichCommandsThereAre(final String words) {
        final Invocation help = Invocation.of(words);

        assertThat(help.status()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out())
                .contains("Usage: leela", "Run the engine:", "Exit status:", "  leela run")
                .contains(commands());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldTellHowACommandIsUsedWithExamples(final String command) {
        final Invocation help = Invocation.of("help", command);

        assertThat(help.status()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith("Usage: leela " + command).contains("Examples:");
        assertThat(Invocation.of(command, "--help")).isEqualTo(help);
        assertThat(Invocation.of(command, "-h")).isEqualTo(help);
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldShowOnlyExamplesThatAreUnderstood(final String example) {
        final String command = example.replaceFirst(".*?\\bleela ", "");
        final List<String> words = new ArrayList<>();
        final Matcher word = WORD.matcher(command.replaceFirst("\\)$", ""));
        while (word.find() && !word.group().matches("[|<>]")) {
            words.add(Stream.of(1, 2, 3)
                    .map(word::group)
                    .filter(one -> one != null)
                    .findFirst()
                    .orElseThrow());
        }

        assertThatCode(() -> LeelaCommand.commandLine().parseArgs(words.toArray(String[]::new)))
                .doesNotThrowAnyException();
    }

    static Stream<String> examples() {
        return LeelaCommand.commandLine().getSubcommands().values().stream()
                .flatMap(command ->
                        Arrays.stream(command.getCommandSpec().usageMessage().footer()));
    }

    @Test
    void shouldTakeNoCommandForWrongUsageAndTellHowItIsUsed() {
        final Invocation nothing = Invocation.of();

        assertThat(nothing.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(nothing.out()).isEmpty();
        assertThat(nothing.err()).contains("Usage: leela", "history");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V"})
    void shouldTellTheVersionWhenAskedByAnOption(final String option) {
        assertThat(Invocation.of(option)).isEqualTo(Invocation.of("version"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "histroy foo      | there is no command histroy (did you mean history?)",
                "qurey            | there is no command qurey (did you mean query?)",
                "help chekc       | there is no command chekc (did you mean check?)",
                "frobnicate       | there is no command frobnicate (known: run, check,",
                "history a --lsat=3d | there is no option --lsat (did you mean --last?)",
                "stat --onec      | there is no option --onec (did you mean --once?)",
                "history          | leela history needs a KEY",
                "history a --last | --last needs a TIME",
                "silence web --for 10 | --for: 10 (expected: a whole number with its unit, ms s m h d, such as 2h)",
                "why load        | NUMBER: load (expected: a whole number)",
                "ack abc         | NUMBER: abc (expected: a whole number)",
                "unsilence x     | NUMBER: x (expected: a whole number)",
                "silence web      | leela silence needs --for TIME",
                "send --format prometheus | --format: prometheus (expected: text, graphite, opentsdb, influx, statsd)",
                "query q --count x | --count: x (expected: a whole number)",
                "stat --once=x    | --once: x (expected: ",
                "stat -c a -c b   | --config: it is given twice (expected: once)",
                "help token aad   | there is no command aad (did you mean add?)",
                "help keys x     | help takes no more arguments: x is one too many",
                "history a --json --csv | --csv: it stands beside --json (expected: one of the two)",
                "history a --step 60s --max-points 9 | --max-points: it stands beside --step (expected: ",
                "keys --count --json | --json: it stands beside --count (expected: one of the two)",
                "keys --json --raw | --raw: it stands beside --json (expected: one of the two)",
                "ack 22 14 days   | 14: may be a further alert, or what is said; nothing is done (expected: ",
                "keys --json --json | --json: it is given twice (expected: once)",
                "stat now         | stat takes no more arguments: now is one too many",
                "stat a\u001b[2J  | stat takes no more arguments: a\\"
            })
    void shouldNameWhatAMisspeltWordWasMeantToBe(final String words, final String sentence) {
        final Invocation misspelt = Invocation.of(words.split(" "));

        assertThat(misspelt.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(misspelt.out()).isEmpty();
        assertThat(misspelt.err()).startsWith("leela: " + sentence).hasLineCount(2);
    }

    @ParameterizedTest
    @CsvSource({"leela his, history", "leela history --la, --last", "leela query --co, --config --count"})
    void shouldLetTheShellComplete(final String typed, final String completed) throws Exception {
        final Path script = Files.writeString(
                folder.resolve("completion"),
                Invocation.of("completion", "bash").out());
        final String[] words = typed.split(" ");
        final String asked =
                "source %s; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_leela leela %s 2>/dev/null; echo ${COMPREPLY[*]}"
                        .formatted(script, typed, words.length - 1, words[words.length - 1]);

        assertThat(bash(asked).strip()).isEqualTo(completed);
        assertThat(Invocation.of("completion", "zsh").out()).contains("bashcompinit");
    }

    static boolean hasZsh() {
        return Files.isExecutable(Path.of("/usr/bin/zsh"));
    }

    /** With the tab key, on a terminal of zsh's own making. */
    @Test
    @EnabledIf("hasZsh")
    void shouldLetZshComplete() throws Exception {
        final Path script = Files.writeString(
                folder.resolve("completion"), Invocation.of("completion", "zsh").out());
        final Path typing = Files.writeString(folder.resolve("typing"), """
                zmodload zsh/zpty
                zpty typist zsh -f -i
                wait_for() { shown=; while [[ $shown != *$1* ]] && zpty -r typist line; do shown+=$line; done }
                zpty -w typist "PS1=; source $1; leela() { print 'cal''led' \\$*; }; print re''ady"
                wait_for ready
                zpty -w -n typist $'leela his\\tfoo --la\\t1d\\n'
                wait_for called
                print -r -- $shown
                """);
        final ProcessBuilder zsh = new ProcessBuilder("zsh", "-f", typing.toString(), script.toString());
        zsh.environment().put("HOME", folder.toString());
        final Process process = zsh.redirectErrorStream(true).start();
        process.getOutputStream().close();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("called history foo --last 1d");
    }

    @Test
    void shouldMakeAManualPageThatManUnderstands() throws Exception {
        final Path page = Files.writeString(
                folder.resolve("leela.1"), Invocation.of("man").out());

        assertThat(page)
                .content()
                .startsWith(".TH LEELA 1")
                .contains(".SH \"Run the engine\"", ".SS leela history", "\\-\\-last");
        assertThat(Files.readAllLines(page))
                .filteredOn(line -> line.startsWith("."))
                .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|B|PP|nf|fi)( .*)?"));
        assertThat(bash("command -v groff >/dev/null && groff -man -Tutf8 -ww -z " + page + " 2>&1 || true"))
                .isEmpty();
    }

    private static String bash(final String command) throws IOException {
        final Process process = new ProcessBuilder("bash", "--norc", "-c", command)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
