package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import leela.ops.service.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user types and sees where no engine is needed. */
class LeelaCommandTest {

    @TempDir
    private Path folder;

    @Test
    void shouldPrintItsVersion() {
        final Invocation version = Invocation.of("version");

        assertThat(version.status()).isZero();
        assertThat(version.out()).startsWith("leela " + Version.current() + " (Java ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "run~--prot",
                "history",
                "query",
                "query~SELECT",
                "query~SELECT (% 1) FROM .;",
                "history~a~--last~yesterday",
                "explain",
                "history~a~--finish~1"
            })
    void shouldSayWhatIsWrongWithACommand(final String words) {
        final Invocation misused = Invocation.of(words.split("~"));

        assertThat(misused.status()).isEqualTo(2);
        assertThat(misused.err())
                .startsWith("leela: ")
                .contains("See: leela")
                .doesNotContain("Exception")
                .hasLineCount(2);
    }

    @Test
    void shouldPrintWhatIsInForce() throws IOException {
        final Path file = Files.writeString(folder.resolve("leela.toml"), "[udp]\nport = 7000\n");
        final Invocation check = Invocation.of("check", "-c", file.toString());

        assertThat(check.status()).isZero();
        assertThat(check.out())
                .contains("[udp]", "port = 7000", "clock = \"auto\"", "ttl = \"1h\"", "max_past = \"off\"");
        assertThat(Files.writeString(folder.resolve("printed.toml"), check.out()))
                .satisfies(printed -> assertThat(
                                Invocation.of("check", "-c", printed.toString()).out())
                        .isEqualTo(check.out()));
    }

    @Test
    void shouldPrintWhatItWouldAskOfCassandra() {
        assertThat(Invocation.of("schema", "--print").out())
                .startsWith("CREATE KEYSPACE IF NOT EXISTS leela WITH replication = "
                        + "{'class': 'NetworkTopologyStrategy', 'datacenter1': 1};")
                .contains(
                        "CREATE TABLE IF NOT EXISTS leela.chunks (series blob, ",
                        "default_time_to_live = 34560000",
                        "'compaction_window_unit': 'DAYS', 'compaction_window_size': 10");
    }

    @Test
    void shouldNameFileLineAndKeyOfAMistake() throws IOException {
        final Path file = Files.writeString(folder.resolve("leela.toml"), "[udp]\nprot = 7000\n");
        final Invocation check = Invocation.of("check", "-c", file.toString());

        assertThat(check.status()).isEqualTo(1);
        assertThat(check.err())
                .isEqualTo("leela: " + file + ":2: udp.prot: unknown key (did you mean udp.port?)"
                        + System.lineSeparator());
    }

    @Test
    void shouldFailPlainlyWhenNoEngineRuns() throws IOException {
        final String file = Files.writeString(
                        folder.resolve("leela.toml"),
                        "leela.data_dir = \"" + folder + "\"\nhttp.port = 1\nudp.port = 1\n")
                .toString();

        assertThat(Invocation.of("stat", "-c", file).err())
                .startsWith("leela: no engine has run on " + folder)
                .hasLineCount(1);
        assertThat(Invocation.of("queries", "-c", file).err())
                .startsWith("leela: no engine is running on " + folder + ": there is no socket ")
                .hasLineCount(1);
        assertThat(Invocation.of("backup", "copy", "-c", file).err())
                .startsWith("leela: no engine is running on " + folder + ": there is no socket ")
                .hasLineCount(1);
        assertThat(Invocation.of("explain", "a: 1", "-c", file).out())
                .contains("queries   not known: no engine is running on " + folder);
        assertThat(Invocation.of("keys", "-c", file).err())
                .startsWith("leela: no engine is running on " + folder + ": there is no socket ")
                .endsWith(", and none answers at http://127.0.0.1:1\n")
                .hasLineCount(1);
        assertThat(Invocation.of("query", "SELECT id FROM .;", "-c", file).err())
                .startsWith("leela: no engine is running on " + folder + ": there is no socket ")
                .hasLineCount(1);
        assertThat(Invocation.of("send", "-c", file)).satisfies(send -> {
            assertThat(send.status()).isEqualTo(1);
            assertThat(send.err())
                    .startsWith("leela: no engine is running on " + folder + ": there is no socket ")
                    .hasLineCount(1);
        });
    }

    @Test
    void shouldSayWhichPartsFailWhenNoEngineRuns() throws IOException {
        final String file = Files.writeString(
                        folder.resolve("leela.toml"),
                        "leela.data_dir = \"" + folder + "\"\nhttp.port = 1\nudp.port = 1\n")
                .toString();
        final Invocation selftest = Invocation.of("selftest", "-c", file);

        assertThat(selftest.status()).isEqualTo(1);
        assertThat(selftest.out().lines()).hasSize(7).allMatch(line -> line.startsWith("fail  "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "gauge 6|foobar 1.5 1365500000.0;  ~ 0 ~ read as   gauge of 1.5 at 2013-04-09T09:33:20Z",
                "gauge 6|foobar 1.5 1365500000.0;  ~ 0 ~ timeline  gives the event 1.5 at 2013-04-09T09:33:20Z",
                "gauge 6|foobar 1.5 1365500000.0;  ~ 0 ~ key       foobar (6 bytes)",
                "derive 1|a 7 1365500000.5;        ~ 0 ~ timeline  absorbs it, where the key is new (first)",
                "data 1|a 2|{} 1365500000;         ~ 0 ~ read as   data, 2 bytes of JSON at 2013-04-09T09:33:20Z: {}",
                "event 1|a nan 1365500000;         ~ 0 ~ read as   event of NaN",
                "name: 7 1365500000                ~ 0 ~ read as   gauge of 7.0 at 2013-04-09T09:33:20Z",
                "gauge 7|foobar 1.5 1365500000.0;  ~ 1 ~ rejected  1 × malformed",
                "web1.load 1.5 1365500000          ~ 1 ~ format    this is Graphite's format",
                "gauge 1|a 1 1365500000123;        ~ 1 ~ format    its time, 1365500000123, looks like milliseconds",
                "gauge 1|a 1 9000000000;           ~ 1 ~ rejected  1 × time_range",
            })
    void shouldExplainALine(final String line, final int status, final String sentence) throws IOException {
        final Path forEver = Files.writeString(folder.resolve("leela.toml"), "storage.retention = \"0s\"\n");
        final Invocation explain = Invocation.of("explain", line.strip(), "-c", forEver.toString());

        assertThat(explain.out()).contains(sentence.strip());
        assertThat(explain.status()).isEqualTo(status);
    }
}
