package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.SystemClock;
import leela.ops.cli.option.ExitStatus;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each command as people come to call it: with wrong arguments or none, and with an output that is not as usual. A new
 * command is among them by itself; what is tried with each goes through one process, what only a shell can do has one
 * for each.
 */
@Tag("once")
class CommandsInShellTest {

    private static final String FULL = "leela: standard output cannot be written: No space left on device";
    private static final String TRACE = "\tat java.base/";
    /** It never ends, or reads what is typed; both have tests of their own. */
    private static final List<String> NOT_TRIED = List.of("run", "send");
    /** What a command wants to be told, where that is more than the configuration. */
    private static final Map<String, List<String>> WANTED = Map.ofEntries(
            Map.entry("history", List.of("foo.a")),
            Map.entry("query", List.of("SELECT id FROM .;", "--count", "1")),
            Map.entry("explain", List.of("name: 12.5")),
            Map.entry("backup", List.of("COPY")),
            Map.entry("restore", List.of("nowhere")),
            Map.entry("delete", List.of("--glob", "nothing.*", "--yes")),
            Map.entry("stat", List.of("--once")),
            Map.entry("top", List.of("--once")),
            Map.entry("schema", List.of("--print")),
            Map.entry("alerts", List.of("SHOW ALERTS;")),
            Map.entry("ack", List.of("4711")),
            Map.entry("close", List.of("4711")),
            Map.entry("why", List.of("4711")),
            Map.entry("silence", List.of("^nothing$", "--for", "1m")),
            Map.entry("unsilence", List.of("4711")),
            Map.entry("test", List.of("ALERTS")),
            Map.entry("token", List.of("list", "-c", "TOKENS")));
    /** What cannot be done here: there is no such thing, or an engine is running. */
    private static final List<String> IN_VAIN = List.of("ack", "close", "why", "unsilence", "restore", "repair");
    /** It ends as the machine has it. */
    private static final String OF_THE_MACHINE = "== tune ";

    @TempDir
    private static Path folder;

    private static RunningService running;
    private static String file;
    private static String tokens;
    private static Thread feed;

    private static final AtomicInteger COPIES = new AtomicInteger();

    private Path err;

    @BeforeAll
    static void launch() throws IOException {
        running = RunningService.in(folder, "");
        file = Files.writeString(
                        folder.resolve("client.toml"), "leela.data_dir = \"data\"\nstorage.retention = \"0s\"\n")
                .toString();
        tokens = Files.writeString(folder.resolve("tokens.toml"), "http.token_file = \"tokens\"\n")
                .toString();
        assertThat(Invocation.of("token", "add", "reader", "--rights", "read", "-c", tokens)
                        .status())
                .isZero();
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
        running.sendUdp("garbage;");
        RunningService.await("a refusal", () -> running.read(EngineCounter.REJECTED_MALFORMED) == 1);
        feed = new Thread(CommandsInShellTest::feed);
        feed.start();
    }

    /** For a query to have results, whenever it comes. */
    private static void feed() {
        while (!Thread.interrupted()) {
            try {
                running.sendDatabus("event 1|e 1 1;");
            } catch (final IOException ended) {
                return;
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @AfterAll
    static void close() throws InterruptedException {
        feed.interrupt();
        feed.join();
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

    static Stream<String> commandsThatWantWords() {
        return LeelaCommand.commandLine().getSubcommands().entrySet().stream()
                .filter(command -> command.getValue().getCommandSpec().positionalParameters().stream()
                        .anyMatch(parameter -> parameter.arity().min() > 0))
                .map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("commandsThatWantWords")
    void shouldSayWhatIsMissingWithoutArguments(final String command) {
        assertMisused(Invocation.of(command), "leela " + command + " needs a ");
    }

    private static void assertMisused(final Invocation misused, final String sentence) {
        assertThat(misused.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(misused.out()).isEmpty();
        assertThat(misused.err())
                .startsWith("leela: " + sentence)
                .hasLineCount(2)
                .doesNotContain("Exception");
    }

    /** The words of a command that does something. */
    private static String[] words(final String command) {
        final List<String> words = new ArrayList<>(List.of(command));
        for (final String wanted : WANTED.getOrDefault(command, List.of())) {
            words.add(
                    switch (wanted) {
                        case "COPY" ->
                            folder.resolve("copy-" + COPIES.incrementAndGet()).toString();
                        case "ALERTS" ->
                            Launcher.launcher()
                                    .resolveSibling("alerts/disk.alerts")
                                    .toString();
                        case "TOKENS" -> tokens;
                        default -> wanted;
                    });
        }
        if (LeelaCommand.commandLine()
                        .getSubcommands()
                        .get(command)
                        .getCommandSpec()
                        .findOption("-c")
                != null) {
            words.addAll(List.of("-c", file));
        }
        return words.toArray(String[]::new);
    }

    static Stream<String> commandsTried() {
        return commands().stream().filter(command -> !NOT_TRIED.contains(command));
    }

    @ParameterizedTest
    @MethodSource("commandsTried")
    void shouldFailPlainlyWhenTheDiskIsFull(final String command) throws Exception {
        final Invocation usual = Invocation.of(words(command));
        try (OutputStream full = new FileOutputStream("/dev/full")) {
            final Invocation lost = Invocation.to(full, words(command));

            assertThat(lost.status()).isEqualTo(usual.out().isEmpty() ? usual.status() : ExitStatus.FAILED);
            assertThat(lost.err()).isEqualTo(usual.err() + (usual.out().isEmpty() ? "" : FULL + "\n"));
        }
    }

    @ParameterizedTest
    @MethodSource("commandsTried")
    void shouldSayNothingWhenItsReaderHasLeft(final String command) throws Exception {
        final Invocation usual = Invocation.of(words(command));
        try (FileOutputStream pipe = brokenPipe()) {
            final Invocation lost = Invocation.to(pipe, words(command));

            assertThat(lost.err()).isEqualTo(usual.err());
            assertThat(lost.status()).isEqualTo(usual.out().isEmpty() ? usual.status() : ExitStatus.GOOD);
        }
    }

    /** One whose reading end is closed. */
    private static FileOutputStream brokenPipe() throws Exception {
        final Path pipe = folder.resolve("pipe-" + COPIES.incrementAndGet());
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        final Process reader = new ProcessBuilder("sh", "-c", "exec 3<" + pipe).start();
        final FileOutputStream writer = new FileOutputStream(pipe.toFile());
        reader.waitFor();
        return writer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"query 'SELECT id FROM .;' --count 1 -c FILE", "run -c OTHER"})
    void shouldFailPlainlyWhenTheOutputOfAProcessIsFull(final String command) throws Exception {
        final Invocation ended = ended(bash("\"$LEELA\" " + filled(command) + " > /dev/full"));

        assertThat(ended.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(ended.err().lines().filter(line -> !line.startsWith("time=") && !line.contains("match")))
                .containsExactly(FULL);
    }

    private static String filled(final String command) throws IOException {
        final Path other = Files.writeString(
                folder.resolve("other.toml"),
                "leela.data_dir = \"other\"\nudp.port = 0\ncollectd.port = 0\nhttp.port = 0\n");
        return command.replace("OTHER", other.toString()).replace("FILE", file);
    }

    /** A file that the process opens must not take the place of what is closed. */
    @ParameterizedTest
    @ValueSource(strings = {"version", "keys -c FILE", "run -c OTHER"})
    void shouldFailPlainlyWithoutAnOutput(final String command) throws Exception {
        final Invocation ended = ended(bash("\"$LEELA\" " + filled(command) + " >&-"));

        assertThat(ended.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(ended.err().lines().filter(line -> !line.startsWith("time=")))
                .singleElement()
                .asString()
                .startsWith("leela: standard output cannot be written: ");
    }

    /** What each printed and how it ended, from one process with these further options of the JVM. */
    private String printedByEach(final String options) throws Exception {
        final Path words = folder.resolve("words-" + COPIES.incrementAndGet());
        Files.write(
                words,
                commandsTried()
                        .map(command -> String.join("\t", words(command)))
                        .toList());
        final Invocation all = ended(bash("LC_ALL=C exec " + System.getProperty("java.home") + "/bin/java @"
                + Launcher.launcher().resolveSibling("jvm.flags") + " " + options
                + " -XX:TieredStopAtLevel=1 -cp \"$LEELA_CLASSPATH:"
                + Path.of(EveryCommand.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                + "\" " + EveryCommand.class.getName() + " " + words));
        assertThat(all.err()).isEmpty();
        assertThat(all.status()).isZero();
        return all.out();
    }

    @Test
    void shouldPrintTheSameInEveryLocale() throws Exception {
        final String arabic = printedByEach("-Duser.language=ar -Duser.country=EG");

        assertThat(arabic).doesNotContain(TRACE).doesNotContainPattern("[\u0660-\u0669\u06f0-\u06f9\u066b]");
        assertThat(arabic.lines().filter(line -> line.startsWith("== ") && !line.startsWith(OF_THE_MACHINE)))
                .containsExactlyElementsOf(ends());
    }

    /** What a line says of how each command ends, whatever its output is. */
    private static List<String> ends() {
        return commandsTried()
                .map(command -> "== " + command + " " + (IN_VAIN.contains(command) ? 1 : 0))
                .filter(line -> !line.startsWith(OF_THE_MACHINE))
                .toList();
    }

    @Test
    void shouldDoTheSameOnANarrowTerminal() throws Exception {
        final String narrow = printedByEach("-Dleela.terminal=true -Dleela.columns=40");

        assertThat(narrow).doesNotContain(TRACE);
        assertThat(narrow.lines()
                        .filter(line -> line.startsWith("== ") && !line.endsWith(" 0"))
                        .filter(line -> !line.startsWith(OF_THE_MACHINE)))
                .containsExactlyInAnyOrderElementsOf(
                        IN_VAIN.stream().map(command -> "== " + command + " 1").toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "history foo.a foo.0* -c FILE"})
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

    /** One terminal for all of them, through the launcher, which is what looks for a terminal. */
    @Test
    @Tag("slow")
    @EnabledIf("hasTerminal")
    void shouldDoTheSameOnATerminalOfFortyColumnsWhateverTheCommand() throws Exception {
        final List<String> lines = new ArrayList<>(List.of("stty cols 40 -onlcr"));
        for (final String command : commandsTried().toList()) {
            lines.add("\"$LEELA\" '" + String.join("' '", words(command)) + "'; echo \"== " + command + " $?\"");
        }
        final Path script = Files.write(folder.resolve("terminal-" + COPIES.incrementAndGet()), lines);
        final Invocation all = ended(bash("script -qec 'bash --norc " + script + "' /dev/null </dev/null"));

        assertThat(all.out()).doesNotContain(TRACE);
        assertThat(all.out().lines().map(line -> line.substring(Math.max(0, line.indexOf("== ")))))
                .containsSubsequence(ends());
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
