package leela.adapters.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import leela.engine.notify.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One exchange with a server that the test plays. */
final class PostExchangeTest {

    private static final byte[] BODY = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);

    private final PostLoop loop = Outcomes.posts();
    private final Outcomes outcomes = new Outcomes();
    private final AtomicInteger begun = new AtomicInteger();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        loop.close();
    }

    @Test
    void shouldSendOneWholeRequest() throws Exception {
        begin("/hook?a=b", begun::incrementAndGet);
        try (Socket client = server.accept()) {
            assertThat(readRequest(client.getInputStream()))
                    .startsWith("POST /hook?a=b HTTP/1.1\r\n")
                    .contains("host: 127.0.0.1:" + server.getLocalPort() + "\r\n")
                    .contains("content-type: application/json\r\n")
                    .contains("content-length: " + BODY.length + "\r\n")
                    .contains("connection: close\r\n")
                    .contains("authorization: Bearer secret\r\n")
                    .contains("x-event: 4711\r\n")
                    .endsWith("\r\n\r\n{\"n\":1}");
            assertThat(begun).hasValue(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 204 No Content, CONFIRMED",
        "HTTP/1.1 100 Continue + HTTP/1.1 200 OK, CONFIRMED",
        "HTTP/1.1 404 Not Found, REFUSED",
        "HTTP/1.1 503 Busy, RETRY",
        "I am no server, UNCONFIRMED"
    })
    void shouldTellByTheHeadOfTheAnswerAloneAndHangUp(final String heads, final Outcome.Kind kind) throws Exception {
        begin("/", begun::incrementAndGet);
        try (Socket client = server.accept()) {
            readRequest(client.getInputStream());
            for (final String head : heads.split(" \\+ ")) {
                client.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(outcomes.next().kind()).isEqualTo(kind);
            assertThat(client.getInputStream().read()).isNegative();
        }
    }

    @Test
    void shouldNotKnowWhatBecameOfItWhenTheConnectionBreaksBehindTheRequest() throws Exception {
        begin("/", begun::incrementAndGet);
        try (Socket client = server.accept()) {
            readRequest(client.getInputStream());
        }

        assertThat(outcomes.next().kind()).isEqualTo(Outcome.Kind.UNCONFIRMED);
    }

    @Test
    void shouldSendNothingWhereItCannotBeKeptThatItBegins() throws Exception {
        begin("/", () -> {
            throw new IllegalStateException("the disk is full");
        });
        try (Socket client = server.accept()) {
            assertThat(client.getInputStream().read()).isNegative();
        }

        final Outcome outcome = outcomes.next();
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.RETRY);
        assertThat(outcome.reason()).isEqualTo("the disk is full");
    }

    private void begin(final String path, final Runnable onBegin) {
        final URI url = URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
        final HttpTarget target =
                new HttpTarget("test", url, Optional.empty(), Optional.empty(), Duration.ofMinutes(1));
        final var unused = new Bootstrap()
                .group(loop.group())
                .channel(NioSocketChannel.class)
                .handler(new PostExchange(
                        target, "secret", Optional.empty(), BODY, Map.of("x-event", "4711"), onBegin, outcomes))
                .connect(server.getLocalSocketAddress());
    }

    private static String readRequest(final InputStream in) throws IOException {
        final StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.read());
        }
        return text + new String(in.readNBytes(BODY.length), StandardCharsets.UTF_8);
    }
}
