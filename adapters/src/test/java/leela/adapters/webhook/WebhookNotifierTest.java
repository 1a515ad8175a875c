package leela.adapters.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import leela.adapters.notice.HttpReceiver;
import leela.adapters.notice.HttpTarget;
import leela.adapters.notice.InDoubt;
import leela.adapters.notice.NoticeJson;
import leela.adapters.notice.NoticeText;
import leela.adapters.notice.Outcomes;
import leela.adapters.notice.PostLoop;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Notice;
import leela.engine.notify.delivery.Transitions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notices to a web server of the test. */
final class WebhookNotifierTest {

    private static final String KEY = "alerts.webhooks.pager";

    @TempDir
    private Path folder;

    private HttpReceiver receiver;
    private final Outcomes outcomes = new Outcomes();
    private final PostLoop posts = Outcomes.posts();

    @BeforeEach
    void begin() throws IOException {
        receiver = new HttpReceiver();
    }

    @AfterEach
    void end() {
        posts.close();
        receiver.close();
    }

    @Test
    void shouldPostTheNoticeUnderItsName() throws InterruptedException {
        send(receiver.url());

        final HttpReceiver.Posted posted = receiver.next();
        assertThat(outcomes.next()).isEqualTo(Outcome.CONFIRMED);
        assertThat(posted.path()).isEqualTo("/hook");
        assertThat(posted.header("Content-Type")).isEqualTo("application/json");
        assertThat(posted.header("Idempotency-Key")).isEqualTo("node/pager/7");
        assertThat(posted.json().at("/alerts/0/labels/alertname").asText()).isEqualTo("disk_full");
        assertThat(posted.headers()).doesNotContainKeys("X-Leela-Signature", "Authorization");
    }

    @Test
    void shouldSignTheBodyAndShowTheToken() throws Exception {
        final Path secret = file("secret", "rw-------");
        final Path token = file("token", "rw-r-----");
        send(receiver.url(), Optional.of(secret), Optional.of(token), Duration.ofSeconds(10));

        final HttpReceiver.Posted posted = receiver.next();
        final Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(posted.header("X-Leela-Signature"))
                .isEqualTo("sha256=" + HexFormat.of().formatHex(mac.doFinal(posted.body())));
        assertThat(posted.header("Authorization")).isEqualTo("Bearer token");
        assertThat(outcomes.next()).isEqualTo(Outcome.CONFIRMED);
    }

    @Test
    void shouldRefuseASecretThatOthersMayRead() throws IOException {
        final Path secret = file("secret", "rw-r--r--");

        assertThatThrownBy(() -> send(receiver.url(), Optional.of(secret), Optional.empty(), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(KEY + ".secret_file: " + secret + " is open to others (expected: mode 0600 or 0640)");
    }

    @ParameterizedTest
    @CsvSource({
        "200, CONFIRMED",
        "202, CONFIRMED",
        "204, CONFIRMED",
        "302, REFUSED",
        "400, REFUSED",
        "404, REFUSED",
        "408, RETRY",
        "429, RETRY",
        "500, RETRY",
        "503, RETRY",
        "-1, UNCONFIRMED"
    })
    void shouldTakeTheAnswerAtItsWord(final int status, final Outcome.Kind expected) throws InterruptedException {
        receiver.willAnswer(status);
        send(receiver.url());

        assertThat(outcomes.next().kind()).isEqualTo(expected);
    }

    @Test
    void shouldTellHowLongTheServerWantsToBeLeftAlone() throws InterruptedException {
        receiver.willAnswer(429, "Retry-After", "120");
        send(receiver.url());

        assertThat(outcomes.next()).isEqualTo(new Outcome(Outcome.Kind.RETRY, "the answer is 429", 120_000_000_000L));
    }

    @Test
    void shouldTryAgainWhereNobodyListens() throws InterruptedException {
        receiver.close();
        send(receiver.url());

        final Outcome outcome = outcomes.next();
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.RETRY);
        assertThat(outcome.reason()).startsWith("no connection");
    }

    @Test
    void shouldNotKnowWhatBecameOfItWhereNoAnswerComesInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            send(
                    URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/"),
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofMillis(300));

            assertThat(outcomes.next()).isEqualTo(Outcome.unconfirmed("no answer in time"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1 200 OK~Transfer-Encoding: chunked~~     | 400~{body}~     | CONFIRMED   |
            HTTP/1.1 503 Busy~Content-Length: 9999999999~~   | {body}          | RETRY       | the answer is 503
            \u001b[31mBAD~~                                  |                 | UNCONFIRMED | what came is not HTTP
            HTTP/1.1 200 OK~                                 | X-More: {body}~ | UNCONFIRMED | what came is not HTTP
            HTTP/1.1 100 Continue~~HTTP/1.1 204 No Content~~ |                 | CONFIRMED   |
            """)
    void shouldReadNoMoreThanTheHeadOfAnAnswer(
            final String head, final String more, final Outcome.Kind kind, final String reason) throws Exception {
        try (EndlessReceiver endless = new EndlessReceiver(lines(head), lines(more))) {
            send(endless.url());

            assertThat(outcomes.next())
                    .extracting(Outcome::kind, Outcome::reason)
                    .containsExactly(kind, reason == null ? "" : reason);
            endless.awaitHangUp();
        }
    }

    @Test
    void shouldTrustNoServerThatSpeaksInTheClear() throws InterruptedException {
        send(URI.create(receiver.url().toString().replace("http:", "https:")));

        assertThat(outcomes.next().kind()).isNotEqualTo(Outcome.Kind.CONFIRMED);
        assertThat(receiver.waiting()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"ftp://host/", "pager", "http:///path", "https://user:secret@host/"})
    void shouldRefuseWhatIsNoAddressOfAWebServer(final String url) {
        assertThatThrownBy(() ->
                        new HttpTarget(KEY, URI.create(url), Optional.empty(), Optional.empty(), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(KEY + ".url: ")
                .hasMessageNotContaining("secret");
    }

    private static String lines(final String text) {
        return text == null ? "" : text.replace("~", "\r\n");
    }

    private void send(final URI url) {
        send(url, Optional.empty(), Optional.empty(), Duration.ofSeconds(10));
    }

    private void send(final URI url, final Optional<Path> secret, final Optional<Path> token, final Duration timeout) {
        final WebhookConfig config =
                new WebhookConfig(new HttpTarget(KEY, url, token, Optional.empty(), timeout), secret, InDoubt.SHOW, 60);
        final NoticeText text = new NoticeText("alerts.text", NoticeText.DEFAULT, "");
        new WebhookNotifier(config, new NoticeJson(text, ""), posts)
                .trySend(
                        "pager",
                        new Notice("node/pager/7", "pager", List.of(Transitions.firing(7, "web1")), 0, 0),
                        outcomes);
    }

    /** Its name is in its first line. */
    private Path file(final String name, final String mode) throws IOException {
        final Path file = Files.writeString(folder.resolve(name), name + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
