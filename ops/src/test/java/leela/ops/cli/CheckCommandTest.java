package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import leela.ops.cli.option.ExitStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code leela check} finds what {@code leela run} would refuse. */
class CheckCommandTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("leela.toml");
        write("open", "secret\n", "rw-r--r--");
        write("empty", "", "rw-------");
        write("secret", "secret\n", "rw-------");
        Files.setPosixFilePermissions(
                Files.createDirectory(folder.resolve("everybodys")), PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data_dir = 'r'                  | data_dir: unknown section (did you mean leela.data_dir?)",
                "storrage = 1                    | storrage: unknown section (did you mean [storage]?)",
                "collectd.auth_file = 'none'     | collectd.auth_file: FOLDER/none: no such file",
                "http.token_file = 'open'        | http.token_file: FOLDER/open is open to others than its owner",
                "http.token_file = 'none'        | http.token_file: FOLDER/none",
                "http.address = '192.0.2.1'      | http.address: 192.0.2.1 is no address of this machine",
                "udp.address = '192.0.2.1'       | udp.address: 192.0.2.1 is no address of this machine",
                "udp.address = 'no such host'    | udp.address: no such host (expected: an address",
                "leela.data_dir = 'everybodys'   | leela.data_dir: every user may write to the folder FOLDER/every",
                "leela.run_dir = 'everybodys'    | leela.run_dir: every user may write to the folder FOLDER/every",
                "dmproc.proc = 'FOLDER/everybodys/p' | dmproc.proc: every user may write to the folder FOLDER/every",
                "collectd.port = 6968            | collectd.port: 6968 is udp.port already, by default",
                "collectd.port = 7\\nudp.port = 7 | collectd.port: 7 is udp.port already, see line 2",
                "leela.data_dir = 'secret/data'  | leela.data_dir: FOLDER/secret is no folder",
                "leela.data_dir = '/proc/x'      | leela.data_dir: ",
                "xmpp.enabled=true\\nxmpp.password_file = 'open'  | xmpp.password_file: FOLDER/open is open to others",
                "xmpp.enabled=true\\nxmpp.password_file = 'empty' | xmpp.password_file: FOLDER/empty has no password",
                "xmpp.enabled=true\\nxmpp.password_file = 'secret'\\nxmpp.certificate = 'empty' "
                        + "| xmpp.certificate: FOLDER/empty (expected: certificates in PEM)",
                "storage.backend='cassandra'\\ncassandra.username = 'u'\\ncassandra.password_file = 'none' "
                        + "| cassandra.password_file: FOLDER/none cannot be read",
                "directory.redis_uri = 'redis://127.0.0.1' "
                        + "| directory.redis_uri: \"redis://127.0.0.1\" (expected: redis",
                "directory.redis_uri = 'redis://u:pass/w:rd@h:1/x' "
                        + "| directory.redis_uri: \"redis://u:****@h:1/x\" (expected: redis://HOST:PORT",
                "directory.redis_uri = 'redis://u:hidden@h:1/x' "
                        + "| directory.redis_uri: \"redis://u:****@h:1/x\" (expected: nothing, or the number",
            })
    void shouldRefuseWhatAStartWouldRefuse(final String toml, final String sentence) throws IOException {
        final Invocation check = check(toml.replace("\\n", "\n").replace("FOLDER", folder.toString()) + "\n");
        final int line = sentence.startsWith("xmpp.certificate") || sentence.startsWith("cassandra.password")
                ? 3
                : sentence.startsWith("xmpp") ? 2 : 1;

        assertThat(check.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(check.out()).isEmpty();
        assertThat(check.err())
                .startsWith("leela: " + file + ":" + line + ": " + sentence.replace("FOLDER", folder.toString()))
                .hasLineCount(1)
                .doesNotContain("Exception", "hidden");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "influx.enabled=true~statsd.enabled=true~statsd.port=8089 | :3: statsd.port: 8089 is influx.udp_port",
                "graphite.enabled=true~graphite.pickle_port=2003 | :2: graphite.pickle_port: 2003 is graphite.port",
                "opentsdb.enabled=true~opentsdb.port=4080 | : http.port: 4080 is opentsdb.port already, see line 2",
            })
    void shouldRefuseOnePortForTwoInputs(final String toml, final String sentence) throws IOException {
        final Invocation check = check(toml.replace('~', '\n') + "\n");

        assertThat(check.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(check.err()).contains(sentence).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "collectd.types_db = ['NAME']    | collectd.types_db: ",
                "collectd.auth_file = 'NAME'     | collectd.auth_file: ",
                "http.token_file = 'NAME'        | http.token_file: ",
                "http.tls_key = 'NAME'~http.tls_certificate = 'NAME' | http.tls_certificate: ",
                "alerts.files = ['NAME']         | ",
                "alerts.webhooks.w.url = 'https://localhost/'~alerts.webhooks.w.certificate = 'NAME' "
                        + "| alerts.webhooks.w.certificate: ",
                "alerts.webhooks.w.url = 'https://localhost/'~alerts.webhooks.w.token_file = 'NAME' "
                        + "| alerts.webhooks.w.token_file: ",
            })
    @Timeout(60)
    void shouldNeitherWaitForAFifoNorReadADevice(final String toml, final String key)
            throws IOException, InterruptedException {
        final Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", "-m", "600", fifo.toString())
                        .start()
                        .waitFor())
                .isZero();
        for (final String name : List.of(fifo.toString(), "/dev/zero")) {
            final Invocation check = check(toml.replace('~', '\n').replace("NAME", name) + "\n");

            assertThat(check.status()).isEqualTo(ExitStatus.FAILED);
            assertThat(check.err())
                    .contains(key == null ? name : key + " " + name)
                    .hasLineCount(1);
        }
    }

    @Test
    void shouldTellWhatIsWrongInTheOrderOfTheFile() throws IOException {
        final Invocation check = check("""
                collectd.auth_file = "none"
                http.token_file = "none"
                alerts.files = ["none.alerts"]
                udp.address = "192.0.2.1"
                """);

        assertThat(check.err().lines().map(line -> line.replaceAll("^leela: |: no such file.*|: 192.*", "")))
                .containsExactly(
                        file + ":1: collectd.auth_file: " + folder.resolve("none"),
                        file + ":2: http.token_file: " + folder.resolve("none"),
                        file + ":4: udp.address",
                        file + ": " + folder.resolve("none.alerts"));
    }

    @Test
    void shouldWriteTimesAsPeopleDo() throws IOException {
        assertThat(check("storage.retention = \"30m\"\n").err())
                .contains("storage.retention: 30m (expected: 0 or >= 1h)");
    }

    @ParameterizedTest
    @CsvSource({"check, -c", "test, --"})
    @Timeout(60)
    void shouldNotReadADeviceThatIsGivenAsTheFile(final String command, final String option) {
        final Invocation read = Invocation.of(command, option, "/dev/zero");

        assertThat(read.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(read.err())
                .isEqualToIgnoringNewLines("leela: /dev/zero: is a FIFO, a socket or a device (expected: a file)");
    }

    @Test
    void shouldTellAllThatIsWrongAtOnce() throws IOException {
        final Invocation check = check("""
                [udp]
                port = "x"
                prot = 7
                [http]
                port = 70000
                [storrage]
                [timeline]
                ttl = "1 year"
                """);

        assertThat(check.err().lines())
                .hasSize(5)
                .anyMatch(line -> line.startsWith("leela: " + file + ":2: udp.port: "))
                .anyMatch(line -> line.startsWith("leela: " + file + ":3: udp.prot: unknown key"))
                .anyMatch(line -> line.startsWith("leela: " + file + ":5: http.port: 70000"))
                .anyMatch(line -> line.startsWith("leela: " + file + ":6: storrage: unknown section"))
                .anyMatch(line -> line.startsWith("leela: " + file + ":8: timeline.ttl: "));
        assertThat(check("collectd.auth_file = 'none'\nhttp.token_file = 'open'\n")
                        .err())
                .hasLineCount(2);
    }

    @Test
    void shouldPrintNoPassword() throws IOException {
        final Invocation check = check("directory.redis_uri = 'redis://user:hidden@127.0.0.1:6379/1'\n");

        assertThat(check.out()).isEmpty();
        assertThat(check.err())
                .contains(
                        "redis_uri: \"redis://user:****@127.0.0.1:6379/1\" (expected: no password in it, but in a file")
                .doesNotContain("hidden");
    }

    @Test
    void shouldTakeAFileThatBeginsWithAByteOrderMark() throws IOException {
        assertThat(check("\ufeffudp.port = 7000\n").out()).contains("port = 7000");
    }

    @Test
    void shouldSayPlainlyWhenAFileIsNotInUtf8() throws IOException {
        final Invocation check = check("# a\nleela.node = \"größe\"\n", StandardCharsets.ISO_8859_1);

        assertThat(check.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(check.err())
                .isEqualTo("leela: " + file
                        + ":2: byte 0xf6 is no UTF-8 (expected: a file saved in UTF-8, not in Latin-1 or another)\n");
    }

    @Test
    void shouldWarnOfALineOfTypesDbThatCannotBeRead() throws IOException {
        write("types.db", "good value:GAUGE:U:U\nbad value:LEVEL:U:U\n", "rw-r--r--");
        final Invocation check = check("udp.port = 0\ncollectd.types_db = [\"types.db\", \"none.db\"]\n");

        assertThat(check.status()).isZero();
        assertThat(check.err().lines())
                .containsExactly(
                        "leela: warning: " + file + ":2: collectd.types_db: " + folder
                                + "/none.db: no such file; values of types go by index",
                        "leela: warning: " + file + ":2: collectd.types_db: " + folder
                                + "/types.db:2: kind LEVEL (expected: COUNTER, GAUGE, DERIVE or ABSOLUTE); this line"
                                + " is left out");
    }

    @Test
    void shouldWarnOfACpuThatThereIsNot() throws IOException {
        final Invocation check = check("udp.port = 0\nengine.cpus = [1023]\n");

        assertThat(check.status()).isZero();
        assertThat(check.err())
                .startsWith("leela: warning: " + file + ":2: engine.cpus: 1023 is no CPU that this process may use")
                .hasLineCount(1);
    }

    @Test
    void shouldShowAValueSoThatItEndsNoLine() throws IOException {
        assertThat(check("leela.node = \"a\\u001b[2J\"\n").out()).contains("node = \"a\\x1b[2J\"");
    }

    private Invocation check(final String toml) throws IOException {
        return check(toml, StandardCharsets.UTF_8);
    }

    private Invocation check(final String toml, final Charset charset) throws IOException {
        Files.writeString(file, toml, charset);
        return Invocation.of("check", "-c", file.toString());
    }

    private void write(final String name, final String text, final String mode) throws IOException {
        final Path written = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString(mode));
    }
}
