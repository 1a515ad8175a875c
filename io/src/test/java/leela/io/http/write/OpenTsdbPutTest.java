package leela.io.http.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import leela.io.http.HttpClientSocket;
import leela.io.http.HttpClientSocket.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is put to OpenTSDB, and what becomes of it. */
final class OpenTsdbPutTest {

    private static final String TARGET = "/api/put";
    private static final String GOOD = "{\"metric\":\"m\",\"timestamp\":1,\"value\":2}";

    private DoorRig rig;

    @BeforeEach
    void start(@TempDir final Path folder) throws IOException {
        rig = new DoorRig(folder);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void shouldTakeWhatNetdataSent() throws IOException {
        assertThat(rig.replay("netdata-opentsdb", "", "")).containsOnly(204);
        assertThat(rig.metrics()).containsExactlyElementsOf(DoorRig.table("netdata-opentsdb"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"tags\":{\"b\":\"x;y\",\"a\":1,\"c\":\"\"},\"value\":\"1.5\",\"timestamp\":5,\"metric\":\"m\"}"
                        + " | gauge m;a=1;b=x%3By 1.5 5000000000",
                "{\"metric\":\"m\",\"timestamp\":1795915146001,\"value\":-1e3} | gauge m -1000.0 1795915146001000000",
                "{\"metric\":\"m\",\"timestamp\":1.25,\"value\":1,\"x\":[{}]} | gauge m 1.0 1250000000",
                "{\"metric\":\"m\",\"timestamp\":\"7\",\"value\":1} | gauge m 1.0 7000000000",
            })
    void shouldReadPoints(final String point, final String expected) throws IOException {
        assertThat(rig.post(TARGET, point).status()).isEqualTo(204);
        assertThat(rig.post(TARGET, "[" + point + "]").status()).isEqualTo(204);
        assertThat(rig.metrics()).containsExactly(expected, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | no object",
                "{\"timestamp\":1,\"value\":2} | no metric",
                "{\"metric\":\"m\",\"value\":2} | no timestamp",
                "{\"metric\":\"m\",\"timestamp\":1} | no value",
                "{\"metric\":\"m\",\"timestamp\":1,\"value\":\"nan\"} | value: no number",
                "{\"metric\":\"m\",\"timestamp\":1,\"value\":{}} | value: no number",
                "{\"metric\":\"m\",\"timestamp\":\"x\",\"value\":2} | timestamp: no time",
                "{\"metric\":\"m\",\"timestamp\":1,\"value\":2,\"tags\":3} | tags: no object",
                "{\"metric\":\"m\",\"timestamp\":99999999999999999999,\"value\":2} | Times too far",
            })
    void shouldNameWhatItDoesNotTakeAndKeepTheOthers(final String point, final String reason) throws IOException {
        final String body = "[" + GOOD + "," + point + "," + GOOD + "]";
        final Answer plain = rig.post(TARGET, body);
        assertThat(plain.status()).isEqualTo(400);
        assertThat(plain.body()).startsWith("{\"error\":{\"code\":400,\"message\":\"point 1: " + reason);
        assertThat(rig.post(TARGET + "?summary", body).body()).isEqualTo("{\"success\":2,\"failed\":1}");
        assertThat(rig.post(TARGET + "?details", body).body())
                .startsWith(
                        "{\"success\":2,\"failed\":1,\"errors\":[{\"datapoint\":{\"index\":1},\"error\":\"" + reason);
        assertThat(rig.metrics()).hasSize(6);
        assertThat(rig.pipeline.refusals().newestFirst().get(0).source()).isEqualTo("opentsdb_http");
    }

    @Test
    void shouldTellHowManyWereTaken() throws IOException {
        final Answer answer = rig.post(TARGET + "?details", "[" + GOOD + "]");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"success\":1,\"failed\":0,\"errors\":[]}");
        assertThat(rig.post(TARGET, "[" + GOOD).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\0[\0", "\0\033\0\0"})
    void shouldRefuseWhatBeginsLikeAnotherEncoding(final String body) throws IOException {
        final Answer answer = rig.post(TARGET, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("body: it is not UTF-8");
    }

    @Test
    void shouldStandAnyBytes() throws IOException {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final String[] pieces = {
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"metric\":\"m\"",
            "\"timestamp\":",
            "\"value\":",
            "\"tags\":{",
            "1",
            "1e999",
            "\"x\"",
            "null",
            "-",
            "\u00ff",
            GOOD
        };
        try (HttpClientSocket client = rig.connect()) {
            for (int round = 0; round < 1_000; round++) {
                final StringBuilder body = new StringBuilder(random.nextBoolean() ? "[" : "{");
                for (int count = random.nextInt(12); count > 0; count--) {
                    body.append(pieces[random.nextInt(pieces.length)]);
                }
                assertThat(client.ask(HttpClientSocket.post(TARGET, body.toString()))
                                .status())
                        .as("seed %d, round %d: %s", seed, round, body)
                        .isIn(204, 400);
                rig.pipeline.run();
            }
        }
    }
}
