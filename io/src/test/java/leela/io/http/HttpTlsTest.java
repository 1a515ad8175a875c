package leela.io.http;

import static leela.io.http.HttpClientSocket.get;
import static leela.io.http.HttpClientSocket.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that speaks TLS: versions, certificates that change and end, and files that do not serve. */
final class HttpTlsTest {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final byte ALERT = 21;
    private static final byte PROTOCOL_VERSION = 70;

    @TempDir
    Path dir;

    private TlsFiles files;
    private RunningHttpServer door;

    @BeforeEach
    void open() throws IOException {
        files = new TlsFiles(dir);
        door = open(files.put("first"));
    }

    private RunningHttpServer open(final HttpConfig.Tls tls) throws IOException {
        return HttpAccessTest.open(dir, tls);
    }

    @AfterEach
    void close() {
        door.close();
    }

    private HttpClientSocket connect(final String... protocols) throws Exception {
        return TlsFiles.connect(door.server().address(), protocols);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void shouldServeManyRequestsOfOneConnectionAndLargeOnes(final String protocol) throws Exception {
        final String entry = "{\"type\":\"gauge\",\"value\":1},";
        final String list = "[" + entry.repeat(10_000) + entry.replace("},", "}]");
        try (HttpClientSocket client = connect(protocol)) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.ask(get("/v1/keys", "Authorization: Bearer reader"))
                                .status())
                        .isEqualTo(200);
            }
            assertThat(client.ask(post("/v1/k", list, "Authorization: Bearer writer"))
                            .status())
                    .isEqualTo(201);
            client.send(get("/healthz") + get("/healthz") + get("/healthz", "Connection: close"));
            for (int i = 0; i < 3; i++) {
                assertThat(client.read().status()).isEqualTo(200);
            }
            assertThat(client.isAtEnd()).isTrue();
            assertThat(((SSLSocket) client.socket()).getSession().getProtocol()).isEqualTo(protocol);
        }
    }

    /** SSL 3.0, TLS 1.0 and 1.1, as their clients greet. */
    @ParameterizedTest
    @ValueSource(bytes = {0, 1, 2})
    void shouldRefuseOldVersions(final byte minor) throws Exception {
        final byte[] hello = new byte[52];
        final byte[] head = {22, 3, minor, 0, 47, 1, 0, 0, 43, 3, minor};
        System.arraycopy(head, 0, hello, 0, head.length);
        // behind 32 random bytes no session, two suites, no compression
        final byte[] tail = {0, 0, 4, (byte) 0xc0, 9, 0, 47, 1, 0};
        System.arraycopy(tail, 0, hello, head.length + 32, tail.length);
        try (HttpClientSocket client = door.connect()) {
            client.send(HttpClientSocket.latin(hello));
            final byte[] alert = client.socket().getInputStream().readNBytes(7);
            assertThat(alert[0]).isEqualTo(ALERT);
            assertThat(alert[6]).isEqualTo(PROTOCOL_VERSION);
        }
        RunningHttpServer.await("counted", () -> door.count(HttpCounter.HANDSHAKES_FAILED) == 1);
    }

    @Test
    void shouldCloseWhereNoTlsComes() throws Exception {
        try (HttpClientSocket client = door.connect()) {
            client.send(get("/healthz"));
            // an alert at most
            assertThat(new String(client.socket().getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("HTTP");
        }
        RunningHttpServer.await("counted", () -> door.count(HttpCounter.HANDSHAKES_FAILED) == 1);
        assertThat(door.count(HttpCounter.ERRORS)).isZero();
    }

    @Test
    void shouldTakeARenewedCertificateForNewConnections() throws Exception {
        try (HttpClientSocket before = connect()) {
            assertThat(before.ask(get("/healthz")).status()).isEqualTo(200);
            files.put("renewed");
            door.clock.advanceNs(SECOND_NS);
            assertThat(shown()).isEqualTo(TlsFiles.certificate("renewed"));
            assertThat(before.ask(get("/healthz")).status()).isEqualTo(200);
            assertThat(TlsFiles.shown(before)).isEqualTo(TlsFiles.certificate("first"));
        }
        files.put("first", "expired");
        door.clock.advanceNs(SECOND_NS);
        assertThat(shown()).as("a key of another").isEqualTo(TlsFiles.certificate("renewed"));
        assertThat(door.server().fault()).contains("is not the key of the certificate");
        assertThat(door.count(HttpCounter.FILES_REFUSED)).isEqualTo(1);
        files.put("first");
        door.clock.advanceNs(SECOND_NS);
        assertThat(shown()).isEqualTo(TlsFiles.certificate("first"));
        assertThat(door.server().fault()).isEmpty();
    }

    private X509Certificate shown() throws Exception {
        try (HttpClientSocket client = connect()) {
            assertThat(client.ask(get("/healthz")).status()).isEqualTo(200);
            return TlsFiles.shown(client);
        }
    }

    @Test
    void shouldTellThatACertificateHasExpired() throws Exception {
        files.put("expired");
        door.clock.advanceNs(SECOND_NS);
        assertThat(shown()).isEqualTo(TlsFiles.certificate("expired"));
        assertThat(door.server().fault())
                .isEqualTo("http.tls_certificate has expired: subject=\"CN=expired\" expires=2012-12-31T00:00:00Z");
        files.put("first");
        door.clock.advanceNs(SECOND_NS);
        assertThat(door.server().fault()).isEmpty();
    }

    @Test
    void shouldSayInHowManyDaysACertificateEnds() throws Exception {
        final long end = TlsFiles.certificate("first").getNotAfter().toInstant().getEpochSecond();
        RunningHttpServer.await("the counter", () -> door.count(HttpCounter.CERTIFICATE_ENDS) == end);
        assertThat(door.server().note()).endsWith("Z");
        door.clock.set((end - 40 * 3600) * SECOND_NS);
        assertThat(door.server().note()).endsWith("Z, in one day: renew http.tls_certificate, no restart is needed");
        door.clock.set((end - 3600) * SECOND_NS);
        assertThat(door.server().note()).contains("Z, in less than a day: ");
    }

    @Test
    void shouldRefuseToStartWithAKeyThatOthersMayRead() throws Exception {
        final HttpConfig.Tls tls = files.put("first");
        Files.setPosixFilePermissions(Path.of(tls.key()), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> open(tls)).hasMessageContaining("http.tls_key").hasMessageContaining("open to others");
    }

    @ParameterizedTest
    @CsvSource({"'', http.tls_certificate", "junk, http.tls_certificate"})
    void shouldRefuseToStartWithoutACertificate(final String content, final String message) throws Exception {
        final HttpConfig.Tls tls = files.put("first");
        Files.writeString(Path.of(tls.certificate()), content);
        assertThatThrownBy(() -> open(tls)).isInstanceOf(IOException.class).hasMessageContaining(message);
        Files.delete(Path.of(tls.certificate()));
        assertThatThrownBy(() -> open(tls)).hasMessageContaining(message);
    }

    @Test
    void shouldNotTellOfTheKeyWhatIsWrongWithIt() throws Exception {
        final HttpConfig.Tls tls = files.put("first");
        final String text = Files.readString(Path.of(tls.key()));
        Files.writeString(Path.of(tls.key()), text.replace("-----BEGIN PRIVATE", "-----BEGIN EC PRIVATE"));
        assertThatThrownBy(() -> open(tls))
                .hasMessageContaining("PKCS #8")
                .hasMessageNotContaining(text.split("\n")[1].substring(0, 8));
    }
}
