package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.io.output.proc.ProcClient;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that talk to a running engine, beside one. */
class CommandsOnServiceTest {

    @TempDir
    private Path folder;

    private RunningService running;
    private String file;

    /** Storage's part of the configuration: the embedded store's by default. */
    String storage() {
        return "";
    }

    final Path folder() {
        return folder;
    }

    /** The configuration of a command beside the engine. */
    final String client() {
        return file;
    }

    @BeforeEach
    void launch() throws IOException {
        running = RunningService.in(folder, storage());
        file = Files.writeString(
                        folder.resolve("client.toml"),
                        "[leela]\ndata_dir = \"" + folder.resolve("data") + "\"\n[udp]\nport = " + running.port("udp")
                                + "\n[http]\nport = " + running.port("http") + "\n[storage]\nretention = \"0s\"\n")
                .toString();
    }

    @AfterEach
    void close() {
        running.close();
    }

    @Test
    void shouldShowTheCountersAndTheLedger() throws IOException {
        running.sendUdp("gauge 1|a 1 1365500000; garbage;");
        RunningService.await("the datagram", () -> running.read(EngineCounter.EMITTED) == 1);
        final Invocation stat = Invocation.of("stat", "--once", "-c", file);

        assertThat(stat.status()).isZero();
        assertThat(stat.out())
                .contains(
                        "engine    pid " + ProcessHandle.current().pid() + ", up 0d 00:00:0",
                        "ledger    received 2 = rejected 1 + dropped 0 + absorbed 0 + emitted 1: balanced",
                        "metrics.received{source=udp}");
    }

    @Test
    void shouldShowWhoSentWhatWasNotTaken() throws IOException {
        assertThat(Invocation.of("refused", "-c", file).out()).isEmpty();
        running.sendUdp("gauge 1|a 1 1365500000; garbage;");
        RunningService.await(
                "the refusal",
                () -> Invocation.of("refused", "-c", file).out().contains("udp malformed from 127.0.0.1:"));

        assertThat(Invocation.of("refused", "-c", file).out())
                .containsPattern("T\\S+  udp malformed from 127\\.0\\.0\\.1:\\d+, at 24: it begins with no type "
                        + "\\(expected: gauge, counter, derive, absolute, or a line NAME: VALUE\\)\\R    garbage;\\R");
        assertThat(Invocation.of("refused", "--source", "http", "-c", file).out())
                .isEmpty();
        assertThat(Invocation.of("refused", "--json", "-c", file).out())
                .contains("\"sender\":\"127.0.0.1:", "\"position\":24,\"bytes\":\"garbage;\"}]");
    }

    @Test
    void shouldTellWhoTakesALineThatCameToTheWrongPort() throws IOException {
        running.sendUdp("web1.load 1.5 1795915097\n");
        RunningService.await(
                "the refusal", () -> Invocation.of("refused", "-c", file).out().contains("web1.load"));

        assertThat(Invocation.of("refused", "-c", file).out())
                .containsPattern(
                        "\\R    looks like \\[graphite], TCP and UDP \\d+; it is off: graphite.enabled is false\\R");
    }

    @Test
    void shouldCountWhatWasNotTakenBeforeItShowsSomeOfIt() throws IOException {
        for (int i = 0; i < 5; i++) {
            running.sendUdp("udp", ("\0" + "\1".repeat(200)).getBytes(StandardCharsets.US_ASCII));
        }
        RunningService.await(
                "the refusals",
                () -> Invocation.of("refused", "-c", file)
                        .out()
                        .contains("    5  udp        malformed        127.0.0.1"));

        final String shown = Invocation.of("refused", "-c", file).out();
        assertThat(shown).startsWith(" kept  input      cause            sender");
        assertThat(shown.lines().filter(line -> line.contains("malformed from")))
                .hasSize(3);
        assertThat(shown.lines().filter(line -> line.startsWith("    \\x00")))
                .hasSize(3)
                .allMatch(line -> line.length() == 80 && line.endsWith("…"));
        assertThat(Invocation.of("refused", "--all", "--cause", "malformed", "-c", file)
                        .out()
                        .lines()
                        .filter(line -> line.startsWith("    \\x00")))
                .hasSize(5)
                .allMatch(line -> line.length() > 800);
    }

    @Test
    void shouldShowTheStandingQueriesWithWhatTheyCost() throws Exception {
        final Program program = Program.parseSelect("SELECT [> 1] FROM ^foo;");
        try (ProcClient query = ProcClient.start(Path.of(running.service().address("dmproc-proc")), program)) {
            running.sendUdp("gauge 3|foo 1 1; gauge 3|foo 2 2; gauge 4|foo2 3 1; gauge 3|bar 4 1;");
            RunningService.await(
                    "its figures",
                    () -> Invocation.of("queries", "-c", file)
                            .out()
                            .matches(" +matches +in +out +ns/event +owner +program\\R +2 +3 +2 +\\d+\\.\\d "
                                    + "+proc-1 +proc match 4\\|\\^foo \\[> 1\\];\\R"));
            final String rows = Invocation.of("queries", "--hash", "-c", file).out();
            assertThat(rows)
                    .matches(" +results +hash +position +owner +program\\R +2 [0-9a-f]{16} +\\d+ "
                            + "+proc-1 +proc match 4\\|\\^foo \\[> 1\\];\\R");
            assertThat(Invocation.of("queries", "--json", "-c", file).out())
                    .contains("\"results\":2,\"hash\":\"" + rows.replaceAll("(?s).* ([0-9a-f]{16}) .*", "$1") + "\"");
            query.finish();
        }
    }

    @Test
    void shouldTellWhichStandingQueriesMatchALine() throws Exception {
        final Program program = Program.parseSelect("SELECT id FROM ^foo;");
        try (ProcClient query = ProcClient.start(Path.of(running.service().address("dmproc-proc")), program)) {
            RunningService.await(
                    "the list of queries",
                    () -> Invocation.of("explain", "gauge 3|bar 1 1;", "-c", file)
                            .out()
                            .contains("0 of 1 standing queries match"));
            final Invocation explain = Invocation.of("explain", "gauge 6|foobar 1 1;", "-c", file);

            assertThat(explain.out()).contains("query     proc match 4|^foo id;", "1 of 1 standing queries match");
            query.finish();
        }
    }

    @Test
    void shouldCountKeysByWhatTheyBeginWith() throws IOException {
        running.sendUdp("gauge 13|counted.a.b.c 1 1365500000; gauge 13|counted.a.b.d 1 1365500000;"
                + "gauge 11|counted.a.c 1 1365500000; gauge 9|counted.z 1 1365500000;");
        RunningService.await(
                "the keys",
                () -> Invocation.of("keys", "counted.*", "--count", "-c", file)
                        .out()
                        .equals("4\n"));

        assertThat(Invocation.of("keys", "counted.*", "--by-prefix", "2", "-c", file)
                        .out())
                .isEqualTo("        3  counted.a.*\n        1  counted.z\n");
        assertThat(Invocation.of("keys", "counted.*", "--by-prefix", "3", "-c", file)
                        .out())
                .isEqualTo("        2  counted.a.b.*\n        1  counted.a.c\n        1  counted.z\n");
        assertThat(Invocation.of("keys", "--by-prefix", "-c", file).out()).contains("        4  counted.*\n");
    }

    @Test
    void shouldTellWhoMakesMostNewSeries() throws IOException {
        running.sendUdp("gauge 12|new.on.top.a 1 1365500000; gauge 12|new.on.top.b 1 1365500000;");
        RunningService.await(
                "the sender to be told",
                () -> Invocation.of("top", "--by", "new-series", "--json", "-c", file)
                        .out()
                        .contains("{\"sender\":\"127.0.0.1\",\"new_series\":"));
        assertThat(Invocation.of("top", "-c", file).out())
                .startsWith("new-series   share  since                     sender\n")
                .contains("%  20")
                .contains("  127.0.0.1\n");
        assertThat(Invocation.of("top", "--by", "load", "-c", file).err())
                .contains("--by: load (expected: new-series or threads)");
    }

    @Test
    void shouldTellHowTheTurnsOfThreadsGo() throws IOException {
        running.sendUdp("gauge 9|on.turns.a 1 1365500000;");
        RunningService.await(
                "the turns of the thread that reads UDP",
                () -> Invocation.of("top", "--by", "threads", "-c", file).out().contains("\nleela-udp-0 "));
        final String now =
                Invocation.of("top", "--by", "threads", "--once", "-c", file).out();
        assertThat(now).startsWith("thread                 busy s   share   longest ms   stalls\n");
        assertThat(now).as("shares of a second").containsPattern("\nleela-control +[0-9.]+ +[0-9.]+% ");
        assertThat(Invocation.of("top", "--by", "threads", "--json", "-c", file).out())
                .containsPattern("\\{\"thread\":\"leela-control\",\"busy\":[0-9.eE-]+,\"longest_turn\":[0-9.eE-]+,"
                        + "\"stalls\":[0-9]+}");
    }

    @Test
    void shouldTellWhetherEachPartIsWell() {
        final Invocation status = Invocation.of("status", "-c", file);

        assertThat(status.out())
                .containsPattern("(?m)^ready {6}journal +\\S")
                .containsPattern("(?m)^ready {6}storage +\\S")
                .containsPattern("(?m)^ +threads +(none has stalled|stalls: leela-)");
        assertThat(status.status()).isZero();
        assertThat(Invocation.of("status", "--json", "-c", file).out())
                .startsWith("{\"ready\":true,\"parts\":[{\"part\":")
                .contains("\"threads\":[{\"thread\":");
    }

    @Test
    void shouldTestAgainAndAgainWithoutMoreSeries() throws IOException {
        for (int test = 0; test < 2; test++) {
            assertThat(Invocation.of("selftest", "-c", file)).satisfies(selftest -> {
                assertThat(selftest.out().lines()).hasSize(7).allMatch(line -> line.startsWith("pass  "));
                assertThat(selftest.status()).isZero();
            });
        }
        assertThat(Invocation.of("keys", "leela.selftest*", "-c", file).out().lines())
                .containsExactly("leela.selftest.http", "leela.selftest.udp");
    }
}
