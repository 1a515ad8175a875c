package leela.io.http;

import static leela.io.http.HttpClientSocket.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import leela.io.http.access.AccessToken;
import leela.io.http.access.Right;
import leela.io.http.access.TokenFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests over TLS, and what they are answered by who asks: one server for all, since none changes another. */
final class HttpAccessTest {

    @TempDir
    static Path dir;

    private static RunningHttpServer door;

    @BeforeAll
    static void open() throws IOException {
        door = open(dir, new TlsFiles(dir).put("first"));
    }

    @AfterAll
    static void close() {
        door.close();
    }

    /** A server that knows three tokens, spelt as they are named. */
    static RunningHttpServer open(final Path dir, final HttpConfig.Tls tls) throws IOException {
        final Path tokens = dir.resolve("tokens");
        Files.writeString(
                tokens,
                TokenFile.text(List.of(
                        token("reader", EnumSet.of(Right.READ)),
                        token("writer", EnumSet.of(Right.WRITE)),
                        token("owner", EnumSet.allOf(Right.class)))));
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-r-----"));
        return new RunningHttpServer(
                HttpConfig.DEFAULT
                        .onPort(0)
                        .withTokens(tokens.toString())
                        .withCorsOrigin("https://charts.example.org")
                        .withTls(tls),
                new HttpServer.Bounds(64 << 20, HttpLimits.MAX_CONNECTIONS, 2, 2));
    }

    private static AccessToken token(final String name, final Set<Right> rights) {
        return AccessToken.of(name, rights, name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET     | /healthz            |                                      | 200",
                "HEAD    | /healthz            |                                      | 200",
                "GET     | /readyz             |                                      | 200",
                "POST    | /healthz            |                                      | 405",
                "OPTIONS | /v1/k               |                                      | 204",
                "OPTIONS | *                   |                                      | 204",
                "GET     | /v1/keys            |                                      | 401",
                "GET     | /v1/keys            | Authorization: Bearer reader         | 200",
                "GET     | /v1/keys            | authorization: bearer reader         | 200",
                "GET     | /v1/keys            | Authorization: Token reader          | 200",
                "GET     | /v1/keys            | Authorization: Basic dTpyZWFkZXI=    | 200",
                "GET     | /v1/keys            | Authorization: Basic reader          | 401",
                "GET     | /v1/keys            | Authorization: Digest reader         | 401",
                "GET     | /v1/keys            | Authorization: reader                | 401",
                "GET     | /v1/keys            | Authorization: Bearer                | 401",
                "GET     | /v1/keys            | Authorization: Bearer Reader         | 401",
                "GET     | /v1/keys            | Authorization: Bearer reader2        | 401",
                "GET     | /v1/keys?p=reader   |                                      | 401",
                "GET     | /v1/keys            | Authorization: Bearer writer         | 403",
                "GET     | /v1/keys            | Authorization: Bearer owner          | 200",
                "GET     | /metrics            | Authorization: Bearer reader         | 200",
                "GET     | /metrics            | Authorization: Bearer writer         | 403",
                "HEAD    | /metrics            | Authorization: Bearer writer         | 403",
                "GET     | /v1/refused         | Authorization: Bearer reader         | 200",
                "GET     | /nowhere            |                                      | 401",
                "GET     | /nowhere            | Authorization: Bearer reader         | 404",
                "PATCH   | /v1/keys            | Authorization: Bearer reader         | 405",
                "POST    | /v1/k               |                                      | 401",
                "POST    | /v1/k               | Authorization: Bearer reader         | 403",
                "POST    | /v1/k               | Authorization: Bearer writer         | 201",
                "POST    | /v1/k               | Authorization: Bearer owner          | 201",
                "PUT     | /v1/data/k          | Authorization: Bearer writer         | 201",
                "PUT     | /v1/data/k          | Authorization: Bearer reader         | 403",
                "POST | /v1/k | Authorization: Bearer writer; Origin: https://elsewhere.example.org | 403",
                "POST | /v1/k | Authorization: Bearer writer; Origin: https://charts.example.org | 201",
                "POST | /v1/k | Authorization: Bearer writer; Origin: https://localhost | 201",
                "POST | /v1/k | Authorization: Bearer writer; Sec-Fetch-Site: cross-site | 403",
                "DELETE  | /v1/keys?glob=none  | Authorization: Bearer writer         | 403",
                "DELETE  | /v1/keys?glob=none  | Authorization: Bearer owner          | 200",
                "DELETE  | /v1/k?start=1&finish=2 | Authorization: Bearer reader      | 403",
                "GET     | /v1/keys            | Authorization: Bearer reader; Host: two | 400",
                "GET     | /v1/last/k          | Authorization: Bearer reader         | 200",
            })
    void shouldAnswerByWhoAsks(final String method, final String target, final String headers, final int status)
            throws Exception {
        final String body = target.equals("/v1/k") && method.equals("POST") || method.equals("PUT")
                ? "{\"type\":\"gauge\",\"value\":1}"
                : "";
        final String[] more = headers == null ? new String[0] : headers.split("; ");
        try (HttpClientSocket client = TlsFiles.connect(door.server().address())) {
            client.send(request(method, target, body, more));
            assertThat(client.read(method.equals("HEAD")).status()).isEqualTo(status);
        }
    }
}
