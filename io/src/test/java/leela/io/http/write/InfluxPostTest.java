package leela.io.http.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import leela.io.http.HttpClientSocket;
import leela.io.http.HttpClientSocket.Answer;
import leela.io.input.influx.InfluxCounter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients of InfluxDB ask, and what they are answered. */
final class InfluxPostTest {

    @TempDir
    private Path folder;

    private DoorRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new DoorRig(folder);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "influx-shell-1 | 204 |",
                "influx-shell-2 | 200 |",
                "influx-shell-3 | 204 |",
                "influx-shell-4 | 204 | gauge cpu;host=a 1.0 NOW",
                "influx-curl-1 | 204 | gauge cpu.usage_idle;cpu=cpu-total;host=web001 98.2 1795915203000000000,"
                        + "gauge cpu.usage_user;cpu=cpu-total;host=web001 1.1 1795915203000000000",
                "influx-curl-2 | 204 | gauge mem.used_percent;host=web001 12.5 1795915203000000000,"
                        + "gauge mem.used;host=web001 123456.0 1795915203000000000",
                "influx-curl-3 | 204 |",
                "influx-curl-4 | 200 |",
                "influx-curl-6 | 200 |",
            })
    void shouldAnswerWhatRealClientsSent(final String capture, final int status, final String expected)
            throws IOException {
        assertThat(rig.replay(capture, "", "")).containsExactly(status);
        assertThat(String.join(",", rig.metrics()))
                .isEqualTo(expected == null ? "" : expected.replace("NOW", Long.toString(DoorRig.NOW_NS)));
    }

    @Test
    void shouldReadAPackedBody() throws IOException {
        // times in seconds without a precision: nanoseconds of 1970
        assertThat(rig.replay("influx-curl-5", "", "")).containsExactly(204);
        assertThat(rig.metrics()).containsExactly("gauge cpu.usage_idle;host=web001 98.2 1795915203");
    }

    @Test
    void shouldNameTheLinesThatItDoesNotTakeAndKeepTheOthers() throws IOException {
        final Answer first = rig.post("/write?db=x", "m value=1 1\nm value=x 1\nm value=2 2\n");
        assertThat(first.status()).isEqualTo(400);
        assertThat(first.body())
                .startsWith("{\"error\":\"partial write: line 2, column 9: no value")
                .endsWith("(2 points kept, 1 dropped)\"}");
        assertThat(rig.metrics()).hasSize(2);
        final Answer second = rig.post("/api/v2/write?org=o&bucket=b", "m value");
        assertThat(second.status()).isEqualTo(400);
        assertThat(second.body())
                .startsWith("{\"code\":\"invalid\",\"message\":\"unable to parse: line 1, column 3: no field");
        assertThat(rig.pipeline.refusals().newestFirst().get(0).source()).isEqualTo("influx");
        assertThat(rig.post("/write?precision=x", "m value=1").body())
                .isEqualTo("{\"error\":\"precision: x (expected: ns, us, ms, s, m or h)\"}");
    }

    @Test
    void shouldReadALargeBodyInPortions() throws IOException {
        final String body = "cpu,host=a idle=1,user=2 1\n".repeat(8_000);
        assertThat(rig.post("/write", body).status()).isEqualTo(204);
        assertThat(rig.metrics()).hasSize(16_000);
        assertThat(rig.count(InfluxCounter.RECEIVED)).isEqualTo(16_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SHOW DATABASES | {\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"databases\","
                        + "\"columns\":[\"name\"],\"values\":[[\"leela\"]]}]}]}",
                "CREATE DATABASE \"x\" WITH DURATION 3d; show  databases | {\"results\":[{\"statement_id\":0},"
                        + "{\"statement_id\":1,\"series\":[{\"name\":\"databases\",\"columns\":[\"name\"],"
                        + "\"values\":[[\"leela\"],[\"x\"]]}]}]}",
                "SHOW MEASUREMENTS | {\"results\":[{\"statement_id\":0}]}",
                "SELECT 1 FROM a | {\"results\":[{\"statement_id\":0,\"error\":\"only SHOW and CREATE DATABASE are"
                        + " answered here; read history at /v1/KEY\"}]}",
            })
    void shouldAnswerWhatClientsAskBeforeTheyWrite(final String query, final String expected) throws IOException {
        final String encoded = query.replace(" ", "+").replace("\"", "%22");
        assertThat(rig.ask(HttpClientSocket.get("/query?q=" + encoded)).body()).isEqualTo(expected + "\n");
        assertThat(rig.post("/query", "q=" + encoded).body()).isEqualTo(expected + "\n");
    }

    @Test
    void shouldTellItsVersion() throws IOException {
        assertThat(rig.ask(HttpClientSocket.get("/ping")).header("x-influxdb-version"))
                .startsWith("1.8.");
        assertThat(rig.ask(HttpClientSocket.request("HEAD", "/ping", "")).status())
                .isEqualTo(204);
        assertThat(rig.ask(HttpClientSocket.get("/health")).body()).contains("\"status\":\"pass\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/write, 'authorization: Token s3cret', 204",
        "/write, 'authorization: Bearer s3cret', 204",
        "/write, 'authorization: Basic dXNlcjpzM2NyZXQ=', 204",
        "/write?u=user&p=s3cret, 'x: y', 204",
        "/write, 'x: y', 401",
        "/write, 'authorization: Token wrong', 401",
        "/write, 'authorization: Basic dXNlcjp3cm9uZw==', 401",
        "/write, 'authorization: Basic ???', 401",
        "/write?u=s3cret, 'x: y', 401",
        "/write?u=user&p=wrong, 'x: y', 401",
        "/v1/collectd?u=user&p=s3cret, 'x: y', 401",
    })
    void shouldTakeTheTokenAsInfluxSendsIt(final String target, final String header, final int status)
            throws Exception {
        rig.close();
        final Path token = Files.createFile(
                folder.resolve("token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, "s3cret\n");
        rig = new DoorRig(folder, token.toString(), 1000);
        assertThat(rig.post(target, "m value=1", header).status()).isEqualTo(status);
        assertThat(rig.ask(HttpClientSocket.get("/ping")).status()).isEqualTo(204);
    }
}
