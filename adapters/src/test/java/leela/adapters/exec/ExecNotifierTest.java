package leela.adapters.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import leela.adapters.notice.InDoubt;
import leela.adapters.notice.NoticeJson;
import leela.adapters.notice.NoticeText;
import leela.adapters.notice.Outcomes;
import leela.engine.alert.Transition;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Notice;
import leela.engine.notify.delivery.Transitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notices to programs of the system. */
final class ExecNotifierTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final Outcomes outcomes = new Outcomes();

    @Test
    void shouldGiveTheProgramTheNoticeAndItsArgumentsAsTheyAre() throws Exception {
        final Path input = folder.resolve("input");
        final Path rest = folder.resolve("rest");
        run(
                LONG,
                "/bin/sh",
                "-c",
                "cat > \"$1\"; { echo \"$2\"; env | sort; } > \"$3\"",
                "sh",
                input.toString(),
                "$HOME; `id` *",
                rest.toString());

        assertThat(outcomes.next()).isEqualTo(Outcome.CONFIRMED);
        assertThat(new ObjectMapper()
                        .readTree(Files.readAllBytes(input))
                        .at("/alerts/0/status")
                        .asText())
                .isEqualTo("firing");
        final List<String> lines = Files.readAllLines(rest);
        assertThat(lines.get(0)).isEqualTo("$HOME; `id` *");
        assertThat(lines)
                .contains(
                        "LEELA_ALERT=disk_full",
                        "LEELA_COUNT=1",
                        "LEELA_EVENT=change",
                        "LEELA_ID=node/siren/7",
                        "LEELA_LATE=0",
                        "LEELA_NUMBER=7",
                        "LEELA_SEVERITY=critical",
                        "LEELA_STATE=firing",
                        "LEELA_TEXT=#7 disk_full is firing: web1: root is 91.5% full");
        assertThat(lines.stream().skip(1).map(line -> line.substring(0, line.indexOf('='))))
                .allMatch(name -> name.startsWith("LEELA_")
                        || List.of("PATH", "PWD", "SHLVL", "_").contains(name));
    }

    @Test
    void shouldNotLookAsIfItFiredAgainWhenSomebodyHasSeenIt() throws Exception {
        final Path states = folder.resolve("states");
        final Notice seen = new Notice(
                "seen/siren/7/5", "siren", List.of(Transitions.firing(7, "web1")), 0, 0, List.of(), Notice.Event.ACK);
        notifier(LONG, "/bin/sh", "-c", "echo $LEELA_EVENT $LEELA_STATE > " + states)
                .trySend("siren", seen, outcomes);

        assertThat(outcomes.next()).isEqualTo(Outcome.CONFIRMED);
        assertThat(Files.readString(states)).isEqualTo("ack acknowledged\n");
    }

    @ParameterizedTest
    @CsvSource({"0, CONFIRMED", "75, RETRY", "1, REFUSED", "127, REFUSED"})
    void shouldTakeTheExitStatusAtItsWord(final int status, final Outcome.Kind expected) throws InterruptedException {
        run(LONG, "/bin/sh", "-c", "exit " + status);

        assertThat(outcomes.next().kind()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "echo first >&2; echo 'siren: no power' >&2; exit 2 ~ exit status 2: siren: no power",
                "printf 'busy\\n\\n' >&2; exit 75                    ~ exit status 75: busy",
                "printf 'a\\033[2Jb' >&2; exit 1                     ~ exit status 1: a\\x1b[2Jb",
                "echo on standard output; exit 3                    ~ exit status 3",
                "yes long | head -c 1000000 >&2; echo end >&2; exit 4 ~ exit status 4: end",
            })
    void shouldTellTheLastLineOfWhatAProgramThatFailsSays(final String script, final String reason)
            throws InterruptedException {
        run(LONG, "/bin/sh", "-c", script);

        assertThat(outcomes.next().reason()).isEqualTo(reason);
    }

    /** Its standard error stays open. */
    @Test
    void shouldNotWaitForWhatAProgramLeavesRunning() throws InterruptedException {
        run(LONG, "/bin/sh", "-c", "sleep 600 & echo $! >&2; exit 1");

        final String reason = outcomes.next().reason();
        assertThat(reason).matches("exit status 1: \\d+");
        ProcessHandle.of(Long.parseLong(reason.substring(reason.lastIndexOf(' ') + 1)))
                .ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void shouldKillAProgramThatTakesTooLongWithAllThatItHasStarted() throws Exception {
        final Path pid = folder.resolve("pid");
        run(Duration.ofMillis(400), "/bin/sh", "-c", "sleep 600 & echo $! > " + pid + "; wait");

        final Outcome outcome = outcomes.next();
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.UNCONFIRMED);
        assertThat(outcome.reason()).contains("not done within 400 ms");
        final long child = Long.parseLong(Files.readString(pid).strip());
        ProcessHandle.of(child).ifPresent(handle -> handle.onExit().join());
    }

    @Test
    void shouldRefuseAProgramThatIsNotThere() {
        assertThatThrownBy(() -> run(LONG, folder + "/siren"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("alerts.exec.siren.command: " + folder + "/siren is no program that can be run");
        assertThatThrownBy(() -> run(LONG, "siren"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an absolute path");
    }

    /** A program that reads nothing, and a notice that no pipe holds. */
    @Test
    void shouldNotMindAProgramThatReadsNothing() throws InterruptedException, IOException {
        final List<Transition> many = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) {
            many.add(Transitions.firing(i, "web" + i));
        }
        notifier(LONG, "/bin/true").trySend("siren", new Notice("id", "siren", many, 0, 0), outcomes);

        assertThat(outcomes.next()).isEqualTo(Outcome.CONFIRMED);
    }

    private void run(final Duration timeout, final String... command) {
        notifier(timeout, command)
                .trySend(
                        "siren",
                        new Notice("node/siren/7", "siren", List.of(Transitions.firing(7, "web1")), 0, 0),
                        outcomes);
    }

    private static ExecNotifier notifier(final Duration timeout, final String... command) {
        final NoticeText text = new NoticeText("alerts.text", NoticeText.DEFAULT, "");
        return new ExecNotifier(
                new ExecConfig("alerts.exec.siren", List.of(command), timeout, InDoubt.SHOW, 60),
                new NoticeJson(text, ""),
                text,
                Outcomes.threads());
    }
}
