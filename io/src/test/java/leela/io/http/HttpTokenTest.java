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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import leela.io.http.HttpClientSocket.Answer;
import leela.io.http.access.AccessToken;
import leela.io.http.access.Right;
import leela.io.http.access.TokenFile;
import leela.io.http.v1.V1Counter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
            assertThat(answer.body())
                    .contains(
                            header.matches("Authorization: (Bearer|Basic) \\S+")
                                    ? "does not know the token that was shown"
                                    : "wants a token: Authorization: Bearer TOKEN");
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
        assertThatThrownBy(() -> TokenFile.read(Path.of(file("s3cret", mode))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("http.token_file")
                .hasMessageContaining("600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "two words", "two\nlines", "caf\u00e9"})
    void shouldRefuseAFileWithoutAToken(final String content) {
        assertThatThrownBy(() -> TokenFile.read(Path.of(file(content, "rw-------"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds no token");
    }

    @Test
    void shouldRefuseAFileThatIsMissing() {
        assertThatThrownBy(() -> TokenFile.read(dir.resolve("none"))).isInstanceOf(IOException.class);
    }

    private static final String READER = line("reader", EnumSet.of(Right.READ));
    private static final String WRITER = line("writer", EnumSet.of(Right.WRITE));
    private static final String OWNER = line("owner", EnumSet.of(Right.ADMIN));

    /** Of a token that is spelt as its name. */
    private static String line(final String name, final Set<Right> rights) {
        return TokenFile.text(List.of(AccessToken.of(name, rights, name)));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/keys, 200, 403, 403",
        "HEAD, /v1/keys, 200, 403, 403",
        "GET, /metrics, 200, 403, 403",
        "GET, /v1/refused, 200, 403, 403",
        "GET, /v1/k?start=0&finish=0, 200, 403, 403",
        "POST, /v1/k, 403, 201, 403",
        "PUT, /v1/data/k, 403, 201, 403",
        "DELETE, /v1/keys?glob=nothing, 403, 403, 200",
        "DELETE, /v1/k?start=1&finish=2, 403, 403, 200",
        "GET, /nowhere, 404, 404, 404",
        "PATCH, /v1/keys, 405, 405, 405",
        "GET, /healthz, 200, 200, 200",
    })
    void shouldServeATokenWhatItHasTheRightTo(
            final String method, final String target, final int reader, final int writer, final int owner)
            throws IOException {
        final String body = method.startsWith("P") && !method.equals("PATCH") ? "{\"type\":\"gauge\",\"value\":1}" : "";
        try (RunningHttpServer door = new RunningHttpServer(file(READER + WRITER + OWNER, "rw-r-----"))) {
            final int[] expected = {reader, writer, owner};
            final String[] names = {"reader", "writer", "owner"};
            for (int i = 0; i < names.length; i++) {
                final String asked = request(
                        method, target, body, "Authorization: Bearer " + names[i], "Content-Type: application/json");
                assertThat(door.ask(asked).status()).as(names[i]).isEqualTo(expected[i]);
            }
            assertThat(door.count(HttpCounter.NO_RIGHT))
                    .isEqualTo(List.of(reader, writer, owner).stream()
                            .filter(status -> status == 403)
                            .count());
            assertThat(door.ask(request(method, target, body)).status())
                    .isEqualTo(target.equals("/healthz") ? 200 : 401);
        }
    }

    @Test
    void shouldSayWhichRightIsWanting() throws IOException {
        try (RunningHttpServer door = new RunningHttpServer(file(READER, "rw-r-----"))) {
            final String body = "{\"type\":\"gauge\",\"value\":1}";
            assertThat(door.ask(post("/v1/k", body, "Authorization: Bearer reader"))
                            .body())
                    .contains("this token has no right to write");
            assertThat(door.count(V1Counter.RECEIVED)).isZero();
        }
    }

    @Test
    void shouldReadTheFileAgainWhenItChanges() throws IOException {
        final String path = file(READER, "rw-r-----");
        try (RunningHttpServer door = new RunningHttpServer(path)) {
            assertThat(status(door, "writer")).isEqualTo(401);
            file(READER + WRITER.replace(" write ", " read,write "), "rw-r-----");
            door.clock.advanceNs(1_000_000_000L);
            assertThat(status(door, "writer")).as("added").isEqualTo(200);
            file("spoilt by an editor", "rw-r-----");
            door.clock.advanceNs(1_000_000_000L);
            assertThat(status(door, "writer")).as("the former file holds").isEqualTo(200);
            assertThat(door.count(HttpCounter.FILES_REFUSED)).isEqualTo(1);
            file(READER, "rw-r-----");
            door.clock.advanceNs(1_000_000_000L);
            assertThat(status(door, "writer")).as("removed").isEqualTo(401);
        }
    }

    @Test
    void shouldCutADownloadWhoseTokenIsRemoved() throws IOException {
        final String path = file(READER + WRITER, "rw-r-----");
        try (RunningHttpServer door = new RunningHttpServer(path);
                HttpClientSocket client = door.connect()) {
            door.history.periodNs = 1_000_000_000L;
            client.send(get("/v1/cpu?start=1365500000&finish=1368499999", "Authorization: Bearer reader"));
            assertThat(client.socket().getInputStream().readNBytes(1 << 16)).hasSize(1 << 16);

            file(WRITER, "rw-r-----");
            door.clock.advanceNs(1_000_000_000L);
            assertThat(status(door, "reader")).isEqualTo(401);

            RunningHttpServer.await("the cut", () -> door.count(HttpCounter.REVOKED) == 1);
            RunningHttpServer.await("cursors closed", () -> door.history.openCursors.get() == 0);
        }
    }

    @Test
    void shouldTakeNoBodyWhoseTokenIsRemovedMeanwhile() throws IOException {
        final String path = file(READER + WRITER, "rw-r-----");
        try (RunningHttpServer door = new RunningHttpServer(path);
                HttpClientSocket client = door.connect()) {
            client.send("POST /v1/k HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer writer\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 26\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.read(true).status()).isEqualTo(100);

            file(READER, "rw-r-----");
            door.clock.advanceNs(1_000_000_000L);
            assertThat(status(door, "reader")).isEqualTo(200);

            assertThat(client.read(false).status()).isEqualTo(401);
            assertThat(door.count(V1Counter.RECEIVED)).isZero();
        }
    }

    @Test
    void shouldTellOfAChangedFileThatCannotBeUsedThoughNobodyAsks() throws IOException {
        final String path = file(READER, "rw-r-----");
        try (RunningHttpServer door = new RunningHttpServer(path)) {
            file("spoilt by an editor", "rw-r-----");
            door.clock.advanceNs(1_000_000_000L);
            RunningHttpServer.await(
                    "what is wrong with it", () -> door.server().fault().contains("line 1: holds no token"));
        }
    }

    @Test
    void shouldAnswer429ToAnAddressThatAsksTooOften() throws IOException {
        final HttpConfig config = HttpConfig.DEFAULT
                .onPort(0)
                .withTokens(file(READER, "rw-r-----"))
                .withRateLimit(2);
        final HttpServer.Bounds bounds = new HttpServer.Bounds(64 << 20, HttpLimits.MAX_CONNECTIONS, 2, 2);
        try (RunningHttpServer door = new RunningHttpServer(config, bounds)) {
            assertThat(status(door, "reader")).isEqualTo(200);
            assertThat(status(door, "guess")).isEqualTo(401);
            final Answer refused = door.ask(get("/v1/keys", "Authorization: Bearer reader"));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(door.count(HttpCounter.RATE)).isEqualTo(1);
            door.clock.advanceNs(1_000_000_000L);
            assertThat(status(door, "reader")).isEqualTo(200);
        }
    }

    private static int status(final RunningHttpServer door, final String token) throws IOException {
        return door.ask(get("/v1/keys", "Authorization: Bearer " + token)).status();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name read",
                "name read 00",
                "name reed 0000000000000000000000000000000000000000000000000000000000000000",
                "name read 000000000000000000000000000000000000000000000000000000000000000G",
                "na/me read 0000000000000000000000000000000000000000000000000000000000000000",
                "name read 0000000000000000000000000000000000000000000000000000000000000000 more",
            })
    void shouldNameTheLineThatIsNoneWithoutTellingIt(final String line) {
        assertThatThrownBy(() -> TokenFile.read(Path.of(file("# tokens\n" + READER + line + "\n", "rw-------"))))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("/token: line 4: holds no token (expected: NAME RIGHTS SHA256HEX)");
    }

    @Test
    void shouldRefuseTwoTokensOfOneName() {
        assertThatThrownBy(() -> TokenFile.read(Path.of(file(READER + READER, "rw-------"))))
                .hasMessageContaining("a second token of the name reader");
    }
}
