package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.SystemClock;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command as people come to call it: with wrong arguments or none, and with an output that is not as usual. */
class CommandsInShellTest {

    @TempDir
    private static Path folder;

    private static RunningService running;
    private static String file;

    private Path err;

    @BeforeAll
    static void launch() throws IOException {
        running = RunningService.in(folder, "");
        file = Files.writeString(
                        folder.resolve("client.toml"), "leela.data_dir = \"data\"\nstorage.retention = \"0s\"\n")
                .toString();
        final long nowSeconds = new SystemClock().timeNs() / 1_000_000_000L;
        final StringBuilder metrics = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            metrics.append("event 5|foo.a ")
                    .append(i)
                    .append(' ')
                    .append(nowSeconds - 10 * i)
                    .append(";\n");
            metrics.append("event 7|foo.%03d 1 %d;%n".formatted(i, nowSeconds));
        }
        running.sendDatabus(metrics.toString());
        RunningService.await(
                "storage",
                () -> Invocation.of("history", "foo.a", "-c", file)
                                .out()
                                .lines()
                                .count()
                        == 500);
        RunningService.await(
                "all keys",
                () -> Invocation.of("keys", "foo", "-c", file).out().lines().count() == 501);
        assertThat(running.read(EngineCounter.REJECTED_MALFORMED)).isZero();
    }

    @AfterAll
    static void close() {
        running.close();
    }

    static Collection<String> commands() {
        return LeelaCommand.commandLine().getSubcommands().keySet();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldSayInOneSentenceWhatIsWrongWithItsArguments(final String command) {
        assertMisused(Invocation.of(command, "--nonsense"), "");
        assertMisused(Invocation.of(command, "-c"), "");
        assertMisused(Invocation.of(command, "a", "b", "c", "--nonsense"), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"history", "query", "explain", "backup", "restore"})
    void shouldSayWhatIsMissingWithoutArguments(final String command) {
        assertMisused(Invocation.of(command), "Missing required parameter");
    }

    private static void assertMisused(final Invocation misused, final String sentence) {
        assertThat(misused.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(misused.out()).isEmpty();
        assertThat(misused.err())
                .startsWith("leela: " + sentence)
                .hasLineCount(2)
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "help",
                "check -c FILE",
                "history foo.a -c FILE",
                "stat --once -c FILE",
                "query 'SELECT id FROM .;' --count 1 -c FILE",
                "run -c OTHER"
            })
    void shouldFailPlainlyWhenTheOutputIsFull(final String command) throws Exception {
        final Path other = Files.writeString(
                folder.resolve("other.toml"),
                "leela.data_dir = \"other\"\nudp.port = 0\ncollectd.port = 0\nhttp.port = 0\n");
        final Process full =
                bash("\"$LEELA\" " + command.replace("OTHER", other.toString()).replace("FILE", file) + " > /dev/full");
        while (command.startsWith("query") && full.isAlive()) {
            running.sendDatabus("event 1|e 1 1;");
        }
        final Invocation ended = ended(full);

        assertThat(ended.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(ended.err().lines().filter(line -> !line.startsWith("time=") && !line.contains("match")))
                .containsExactly("leela: standard output cannot be written: No space left on device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "keys -c FILE", "history foo.a foo.0* -c FILE", "completion"})
    void shouldEndQuietlyWhenNobodyReadsOn(final String command) throws Exception {
        final Invocation cut =
                ended(bash("set -o pipefail; \"$LEELA\" " + command.replace("FILE", file) + " | head -1"));

        assertThat(cut.err()).isEmpty();
        assertThat(cut.out()).hasLineCount(1);
        assertThat(cut.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "ar_EG.UTF-8", "my_MM"})
    void shouldTakeUtf8AndWriteDigitsWhateverTheLocale(final String locale) throws Exception {
        final String language = locale.substring(0, Math.min(2, locale.length()));
        final Invocation explain = ended(bash("LC_ALL=" + locale + " LEELA_JAVA_OPTS=-Duser.language=" + language
                + " \"$LEELA\" explain 'gauge 7|größe 12.5 1365500000;' -c " + file));

        assertThat(explain.err().lines())
                .as("but for locales that are not installed")
                .allMatch(line -> line.contains("setlocale"));
        assertThat(explain.out())
                .contains("read as   gauge of 12.5 at 2013-04-09T09:33:20Z", "key       größe (7 bytes)");
    }

    @Test
    void shouldStartAnEngineWhateverTheLocale() throws Exception {
        final Path toml = Files.writeString(
                folder.resolve("arabic.toml"),
                "leela.data_dir = \"arabic\"\nudp.port = 0\ncollectd.port = 0\nhttp.port = 0\n");
        final Process engine =
                bash("LEELA_JAVA_OPTS='-Duser.language=ar -Duser.country=EG' exec \"$LEELA\" run -c " + toml);
        assertThat(engine.inputReader(StandardCharsets.UTF_8).readLine())
                .matches("leela \\S+ ready: udp 127\\.0\\.0\\.1:[0-9]+, .*");
        engine.destroy();

        assertThat(engine.waitFor()).isZero();
    }

    static boolean hasTerminal() {
        return Files.isExecutable(Path.of("/usr/bin/script"));
    }

    @Test
    @EnabledIf("hasTerminal")
    void shouldFitATerminalOfFortyColumns() throws Exception {
        final Invocation history = ended(bash("script -qec 'stty cols 40 -onlcr; \"$LEELA\" history foo.a --last 2h -c "
                + file + "' /dev/null </dev/null"));

        assertThat(history.out().lines())
                .anyMatch(line -> line.matches(" *500 │.+"))
                .anyMatch(line -> line.startsWith("500 points, "))
                .allMatch(line -> line.length() <= 40);
    }

    private Process bash(final String command) throws IOException {
        final ProcessBuilder launcher = Launcher.leela(folder);
        launcher.environment().put("LEELA", Launcher.launcher().toString());
        err = Files.createTempFile(folder, "err", "");
        return launcher.command("bash", "--norc", "-c", command)
                .redirectError(err.toFile())
                .start();
    }

    private Invocation ended(final Process process) throws Exception {
        final String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Invocation(process.waitFor(), out, Files.readString(err));
    }
}
