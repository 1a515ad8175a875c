package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import leela.engine.counters.EngineCounter;
import leela.ops.cli.option.ExitStatus;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code leela send}, {@code query} and {@code explain} say of text that is not as it should be. */
@Tag("once")
class WritingCommandsTest {

    @TempDir
    private Path folder;

    private RunningService running;
    private String file;

    @BeforeEach
    void launch() throws IOException {
        running = RunningService.in(folder, "storage.backend = \"none\"");
        file = Files.writeString(
                        folder.resolve("client.toml"), "leela.data_dir = \"data\"\nstorage.backend = \"none\"\n")
                .toString();
    }

    @AfterEach
    void close() {
        running.close();
    }

    @Test
    void shouldSayNothingWhenAllIsTaken() throws Exception {
        assertThat(send("gauge 1|a 1 1;\n\ndata 1|b 9|{\n\"c\": 1} 1; event 1|d nan 1.5;\r\ngauge 1|e 1 1;"))
                .isEqualTo(new Invocation(0, "", ""));
        assertThat(send("")).isEqualTo(new Invocation(0, "", ""));
    }

    @Test
    void shouldNameTheLineThatIsNotTakenAndSendTheOthers() throws Exception {
        final Invocation send = send("gauge 1|a 1 1;\n\ngauge 2|a 1 1;\ngauge 1|b 1 1795900000000;\ngauge 1|c 1 1;\n");

        assertThat(send.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(send.err().lines())
                .containsExactly(
                        "leela: line 3: its length says 2, but the key 'a' has 1 bytes; the text protocol is: "
                                + "gauge 1|a 1 1;",
                        "leela: line 4: its time, 1795900000000, looks like milliseconds; the text protocol takes "
                                + "seconds: gauge 1|b 1 1795900000;");
        RunningService.await("the others", () -> running.read(EngineCounter.EMITTED) >= 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "web1.load 1.5 1365500000\\nweb2.load 1.5 1365500000\\n ~ line 1: this is Graphite's format",
                "gauge 1|a 1 1;\\nweb1.hits:1|c\\n ~ line 2: this is statsd's format",
                "cpu,host=web1 value=0.64 1365500000000000000\\n ~ line 1: this is InfluxDB's line format",
                "gauge 1|a 1 1;\\nx\\u001b[2J\\n ~ line 2: it begins with no type (expected: gauge, ",
                "guage 6|foobar 1.5 1365500000;\\n ~ line 1: there is no type guage (did you mean gauge?); the text "
                        + "protocol is: gauge LENGTH|KEY VALUE TIME; (",
                "gauge 6|foobar 1,5 1365500000;\\n ~ line 1: its value, 1,5, is no number (expected: a point, as in "
                        + "1.5); the text protocol is: ",
                "gauge 6|foobar 1.5;\\n ~ line 1: its time is missing; the text protocol is: ",
                "gauge 1|a 1 1; gauge 1|b 1;\\n ~ line 1: its time is missing; the text protocol is: ",
                "gauge 1|a 1 9000000000;\\n ~ line 1: Times too far ahead of or behind the clock (expected: ",
            })
    void shouldTellWhatAForeignLineLooksLike(final String lines, final String sentence) throws Exception {
        final Invocation send = send(lines.strip().replace("\\n", "\n"));

        assertThat(send.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(send.err()).startsWith("leela: " + sentence).hasLineCount(1);
        assertThat(Invocation.of("explain", "web1.load 1.5 1365500000", "-c", file)
                        .out())
                .contains("format    this is Graphite's format");
    }

    @ParameterizedTest
    @CsvSource({
        "graphite, 'web1.load;b=2;a=1 1.5 1365500000\n\nweb1.load x 1\nweb2.load -1 -1', line 3: Lines whose value",
        "opentsdb, 'put web 1365500000 1 host=a\nput web 1365500001 1 host=a\nput\n', line 3: it is too short (exp",
        "influx, 'cpu,host=a value=1 1365500000000000000\ncpu,host=a value=2 1365500001000000000\ncpu\n', line 3: ",
    })
    void shouldSendLinesOfOtherPrograms(final String format, final String lines, final String told) throws Exception {
        final Invocation send = send(format, lines.replace("\\n", "\n"));

        assertThat(send.err()).startsWith("leela: " + told).hasLineCount(1);
        assertThat(send.status()).isEqualTo(ExitStatus.FAILED);
        RunningService.await("the others", () -> running.read(EngineCounter.EMITTED) >= 2);
    }

    @Test
    void shouldSendMoreKeysThanOneTableHolds() throws Exception {
        final StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            lines.append("many.n").append(i).append(" 1 1365500000\n");
        }
        assertThat(send("graphite", lines.toString())).isEqualTo(new Invocation(0, "", ""));
        RunningService.await("all", () -> running.read(EngineCounter.EMITTED) >= 3000);
    }

    @Test
    void shouldSendNoValuesToAnEngineWithoutWindows() throws Exception {
        assertThat(send("statsd", "a:1|c").err())
                .isEqualTo("leela: statsd.enabled is false: the engine brings no values together\n");
    }

    @Test
    void shouldNameAFewLinesOfMany() throws Exception {
        final Invocation send = send("nonsense;\n".repeat(500));

        assertThat(send.err().lines()).hasSize(11).last().isEqualTo("leela: 490 more entries are not taken");
    }

    @Test
    void shouldNameTheFirstLineWhenNoLineEndsAnEntry() throws Exception {
        final Invocation send = send("web1.load 1.5 1365500000\n".repeat(4000));

        assertThat(send.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(send.err()).startsWith("leela: line 1: this is Graphite's format");
    }

    @Test
    void shouldSayHowManySeriesMatchWhenAQueryStarts() throws Exception {
        running.sendUdp("gauge 4|web1 1 1; gauge 4|web2 1 1; gauge 3|foo 1 1;");
        RunningService.await("the series", () -> running.read(EngineCounter.EMITTED) >= 3);

        assertThat(matches("^web")).isEqualTo("leela: 2 series match now\n");
        assertThat(matches("foo")).isEqualTo("leela: 1 series matches now\n");
        assertThat(matches("^nothing"))
                .isEqualTo("leela: 0 series match now; those count that have sent since the engine's start\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "SELECT id FROM ^web[1; ~ The regex ^web[1 is not well-formed: missing closing ] at character 5, '[1'.",
                "SELECT id FROM ^(web; ~ The regex ^(web is not well-formed: missing closing ).",
                "SELECT id FROM load WHERE host=web; ~ column 21: expected ';' behind the regex, found 'WHERE'",
                "SELECT\u00a0id FROM load; ~ column 7: expected a function, found no-break space (U+00A0)",
            })
    void shouldSayWhatIsWrongWithAStatement(final String statement, final String sentence) {
        final Invocation query = Invocation.of("query", statement, "-c", file);

        assertThat(query.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(query.err()).startsWith("leela: " + sentence).hasLineCount(2);
    }

    private String matches(final String regex) {
        return Invocation.of("query", "SELECT id FROM " + regex + ";", "--count", "0", "-c", file)
                .err();
    }

    private Invocation send(final String input) throws Exception {
        return send("text", input);
    }

    private Invocation send(final String format, final String input) throws Exception {
        final Path err = folder.resolve("err");
        final Process process = Launcher.leela(folder, "send", "--format", format, "-c", file)
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        final String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Invocation(process.waitFor(), out, Files.readString(err));
    }
}
