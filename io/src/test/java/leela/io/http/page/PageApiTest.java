package leela.io.http.page;

import static leela.io.http.HttpClientSocket.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.refusal.Refusals;
import leela.engine.runtime.SystemClock;
import leela.io.http.HttpClientSocket;
import leela.io.http.HttpClientSocket.Answer;
import leela.io.http.HttpConfig;
import leela.io.http.HttpCounter;
import leela.io.http.HttpServer;
import leela.io.socket.ReceiverContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser is sent at the root, and what others are. */
final class PageApiTest {

    private static final String BROWSER = "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";
    private static final String SCRIPT = "export const text = 'a script';\n".repeat(100);

    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        final PageApi page = new PageApi(
                PageFile.of("index.html", bytes("<!doctype html><title>it</title>")),
                List.of(PageFile.of("main.js", bytes(SCRIPT))));
        server = new HttpServer(
                HttpConfig.DEFAULT.onPort(0),
                List.of(page),
                new ReceiverContext(new SystemClock(), Counters.inMemory(HttpCounter.values()), fault -> {}),
                Refusals.NONE);
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Answer ask(final String request) throws IOException {
        try (HttpClientSocket client = new HttpClientSocket(server.address())) {
            return client.ask(request);
        }
    }

    @Test
    void shouldShowThePageWhereHtmlIsTaken() throws IOException {
        final Answer page = ask(get("/", BROWSER));

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).startsWith("<!doctype html>");
        assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("content-security-policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe", "http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept: application/json", "Accept: */*", "X-Nothing: here"})
    void shouldAnswerOthersAsEver(final String header) throws IOException {
        final Answer answer = ask(get("/", header));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo("{\"status\":404,\"reason\":\"Not Found\",\"debug\":{\"message\":\"no such path\"}}");
    }

    @Test
    void shouldPackWhatIsWorthItAndOnlyWhereAsked() throws IOException {
        final Answer plain = ask(get("/ui/main.js"));
        final Answer packed = ask(get("/ui/main.js", "Accept-Encoding: gzip"));

        assertThat(plain.header("content-type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(plain.header("content-encoding")).isNull();
        assertThat(packed.header("content-encoding")).isEqualTo("gzip");
        assertThat(packed.body()).isEqualTo(plain.body()).isEqualTo(SCRIPT);
        assertThat(Integer.parseInt(packed.header("content-length"))).isLessThan(200);
    }

    @Test
    void shouldSendNothingThatIsThereAlready() throws IOException {
        final String tag = ask(get("/ui/main.js")).header("etag");
        final Answer again = ask(get("/ui/main.js", "If-None-Match: " + tag));

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.header("etag")).isEqualTo(tag);
        assertThat(again.header("cache-control")).isEqualTo("no-cache");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ui/", "/ui/../main.js", "/ui/other.js", "/other"})
    void shouldHaveNoOtherFiles(final String path) throws IOException {
        assertThat(ask(get(path, BROWSER)).status()).isEqualTo(404);
    }
}
