package leela.io.http;

import static leela.io.http.HttpClientSocket.get;
import static leela.io.http.HttpClientSocket.post;
import static leela.io.http.HttpClientSocket.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import leela.io.http.HttpClientSocket.Answer;
import leela.io.http.access.BearerToken;
import leela.io.http.v1.V1Counter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bearer token, from its file to the requests. */
final class HttpTokenTest {

    @TempDir
    Path dir;

    private String file(final String content, final String mode) throws IOException {
        final Path file = dir.resolve("token");
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file.toString();
    }

    @Test
    void shouldAskEveryRequestForTheToken() throws IOException {
        try (RunningHttpServer door = new RunningHttpServer(file("s3cret\n", "rw-------"));
                HttpClientSocket client = door.connect()) {
            final Answer answer = client.ask(get("/v1/past24/k", "Authorization: Bearer s3cret"));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("cache-control"))
                    .as("no shared cache may keep it")
                    .isEqualTo("private, no-cache");
            assertThat(client.ask(get("/metrics", "authorization: bearer   s3cret"))
                            .status())
                    .isEqualTo(200);
            assertThat(client.ask(get("/healthz")).status()).isEqualTo(200);
            assertThat(client.ask(get("/readyz")).status()).isEqualTo(200);
            assertThat(client.ask(request("OPTIONS", "/v1/k", "")).status()).isEqualTo(204);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: y",
                "Authorization: Bearer",
                "Authorization: Bearer ",
                "Authorization: Bearer s3cre",
                "Authorization: Bearer s3cret2",
                "Authorization: Bearer S3CRET",
                "Authorization: Basic s3cret",
                "Authorization: s3cret",
                "Authorization: Bearers3cret"
            })
    void shouldRefuseARequestWithoutIt(final String header) throws IOException {
        try (RunningHttpServer door = new RunningHttpServer(file("s3cret", "r--------"))) {
            final Answer answer = door.ask(get("/v1/past24/k", header));
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
            assertThat(answer.body()).startsWith("{\"status\":401,\"reason\":\"Unauthorized\",\"debug\":");
            assertThat(door.ask(get("/metrics", header)).status()).isEqualTo(401);
            assertThat(door.ask(post("/v1/k", "{\"type\":\"gauge\",\"value\":1}", header))
                            .status())
                    .isEqualTo(401);
            assertThat(door.count(V1Counter.RECEIVED)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx--x---"})
    void shouldRefuseAFileThatOthersMayOpen(final String mode) {
        assertThatThrownBy(() -> BearerToken.ofFile(file("s3cret", mode)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("http.token_file")
                .hasMessageContaining("600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "two words", "two\nlines", "caf\u00e9"})
    void shouldRefuseAFileWithoutAToken(final String content) {
        assertThatThrownBy(() -> BearerToken.ofFile(file(content, "rw-------")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds no token");
    }

    @Test
    void shouldRefuseAFileThatIsMissing() {
        assertThatThrownBy(() -> BearerToken.ofFile(dir.resolve("none").toString()))
                .isInstanceOf(IOException.class);
    }
}
