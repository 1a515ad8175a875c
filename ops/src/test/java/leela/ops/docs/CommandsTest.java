package leela.ops.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.ops.cli.Launcher;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command of every page runs as it is written and prints what the page shows: the blocks of a page in their
 * order, in one shell, beside an engine that the page starts itself or that {@code <!-- engine -->} asks for. What a
 * block may ask for is told at {@link Transcript}. Pages run side by side, each with a folder and a network of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
@Tag("once")
final class CommandsTest {

    private static final String CONSOLE = "console";
    private static final String ENGINE = "<!-- engine -->";
    /** What commands name by its place in the project. */
    private static final List<String> LINKED = List.of("ops", "perf", "README.md");
    /** What was written can be read within two seconds; a busy machine takes longer for the rest. */
    private static final long READING_NS = 10_000_000_000L;

    private static final int[] PORTS = {4080, 6968, 25826};

    @TempDir
    private Path folder;

    private final List<Started> started = new ArrayList<>();
    private TestReporter reporter;

    /** A command that goes on, and the file where it prints. */
    private record Started(Transcript.Step step, Path printed) {}

    @ParameterizedTest
    @MethodSource("pagesWithCommands")
    void shouldPrintWhatThePageShows(final Page page, final TestReporter ofTest) throws IOException {
        reporter = ofTest;
        if (Shell.hasOwnNetwork()) {
            run(page);
            return;
        }
        synchronized (PORTS) {
            assumeTrue(arePortsFree(), "another program has the ports that the pages name");
            run(page);
        }
    }

    private void run(final Page page) throws IOException {
        for (final String name : LINKED) {
            Files.createSymbolicLink(folder.resolve(name), Page.root().resolve(name));
        }
        final ProcessBuilder environment = Launcher.leela(folder);
        environment.environment().put("LEELA_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        try (Shell shell = new Shell(folder, environment)) {
            if (page.lines().contains(ENGINE)) {
                final Path printed = shell.start("ops/leela run");
                RunningService.await("the engine", () -> read(printed).contains(" ready: "));
            }
            for (final Page.Block block : page.blocks(CONSOLE)) {
                run(page, Transcript.of(block), shell);
            }
            started.forEach(one -> awaitShown(page, one));
        } finally {
            for (final String name : LINKED) {
                Files.delete(folder.resolve(name));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void shouldHoldCommandsOnlyWhereTheyAreRun(final Page page) {
        final List<String> commands = page.lines().stream()
                .filter(line -> line.strip().startsWith("$ "))
                .toList();
        final List<String> run = page.blocks(CONSOLE).stream()
                .flatMap(block -> block.lines().stream())
                .filter(line -> line.startsWith("$ "))
                .toList();
        assertThat(commands).as("lines of %s that begin with $", page).isEqualTo(run);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void shouldGiveAReasonForEachBlockThatIsNotRun(final Page page) {
        for (final Page.Block block : page.blocks(CONSOLE)) {
            Transcript.of(block)
                    .note("not run")
                    .ifPresent(reason -> assertThat(reason)
                            .as("%s, line %d", page, block.line())
                            .hasSizeGreaterThan(10));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1795388415 1.5, 1795926385 1.5, true",
        "1795388415 1.5, 1795926385 2.5, false",
        "1365500000 1.5, 1365500001 1.5, false",
        "2026-11-22T23:03:30Z 1.5, 2027-01-02T03:04:05.5Z 1.5, true",
        "2013-04-09T09:33:20Z 1.5, 2013-04-09T09:33:21Z 1.5, false",
        "pass  udp ping   18.5 ms, pass  udp ping  1.0 ms, true",
        "pass  udp ping   18.5 ms, fail  udp ping  1.0 ms, false",
        "leela 0.1.0 ready: …, leela 0.2.0-SNAPSHOT ready: udp, true"
    })
    void shouldTellWhatMayVary(final String shown, final String printed, final boolean isShown) {
        assertThat(Transcript.isShown(List.of(shown), printed + "\n")).isEqualTo(isShown);
    }

    @Test
    void shouldLeaveOutAnyLinesOnlyAtAGap() {
        assertThat(Transcript.isShown(List.of("a", "…", "d"), "a\nb\nc\nd\n")).isTrue();
        assertThat(Transcript.isShown(List.of("a", "d"), "a\nb\nc\nd\n")).isFalse();
        assertThat(Transcript.isShown(List.of("a", "…"), "a\nb\n")).isTrue();
        assertThat(Transcript.isShown(List.of("a"), "a\nb\n")).isFalse();
        assertThat(Transcript.isShown(List.of(), "a\n")).isFalse();
    }

    static List<Page> pages() {
        return Page.all();
    }

    static List<Page> pagesWithCommands() {
        return Page.all().stream()
                .filter(page -> page.blocks(CONSOLE).stream()
                        .anyMatch(block -> Transcript.of(block).note("not run").isEmpty()))
                .toList();
    }

    private void run(final Page page, final Transcript transcript, final Shell shell) {
        final int line = transcript.block().line();
        if (transcript.note("not run").isPresent()) {
            return;
        }
        final String program = transcript.note("needs").orElse("true");
        if (!shell.has(program)) {
            reporter.publishEntry(page + ":" + line, "left out: there is no " + program);
        } else if (transcript.note("background").isPresent()) {
            start(page, transcript, shell);
        } else {
            final int last = transcript.steps().size() - 1;
            for (int i = 0; i <= last; i++) {
                final int status = i < last
                        ? 0
                        : transcript.note("exit status").map(Integer::parseInt).orElse(0);
                run(
                        page + ":" + line,
                        transcript.steps().get(i),
                        status,
                        transcript.note("on a terminal").isPresent(),
                        shell);
            }
        }
    }

    private void start(final Page page, final Transcript transcript, final Shell shell) {
        final Transcript.Step step = transcript.steps().get(0);
        assertThat(transcript.steps()).as("a background block has one command").hasSize(1);
        final Started one = new Started(step, shell.start(step.command()));
        if (transcript.note("until").isPresent()) {
            started.add(one);
            final String condition = transcript.note("until").orElseThrow();
            RunningService.await(condition, () -> shell.run(condition).status() == 0);
        } else {
            awaitShown(page, one);
        }
    }

    private static void awaitShown(final Page page, final Started one) {
        RunningService.await(
                page + ": " + one.step().command() + " to print " + one.step().output(),
                () -> Transcript.isShown(one.step().output(), read(one.printed())));
    }

    /** A command that only reads is run again until it shows what was written. */
    private static void run(
            final String place,
            final Transcript.Step step,
            final int status,
            final boolean isOnTerminal,
            final Shell shell) {
        final Clock clock = new SystemClock();
        final long deadlineNs = clock.ticksNs() + READING_NS;
        Shell.Result result = once(step, isOnTerminal, shell);
        while (step.isReading() && !isAsShown(step, status, result) && clock.ticksNs() - deadlineNs < 0) {
            result = once(step, isOnTerminal, shell);
        }
        assertThat(result.status())
                .as("%s: the exit status of %s, which printed %s", place, step.command(), result.output())
                .isEqualTo(status);
        assertThat(isAsShown(step, status, result))
                .as("%s: %s%nprinted %s%ninstead %s", place, step.command(), result.output(), step.output())
                .isTrue();
    }

    private static Shell.Result once(final Transcript.Step step, final boolean isOnTerminal, final Shell shell) {
        return isOnTerminal ? shell.runOnTerminal(step.command()) : shell.run(step.command());
    }

    private static boolean isAsShown(final Transcript.Step step, final int status, final Shell.Result result) {
        return result.status() == status && Transcript.isShown(step.output(), result.output());
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean arePortsFree() {
        for (final int port : PORTS) {
            try (ServerSocket unused = new ServerSocket(port)) {
                assertThat(unused.isBound()).isTrue();
            } catch (final IOException taken) {
                return false;
            }
        }
        return true;
    }
}
