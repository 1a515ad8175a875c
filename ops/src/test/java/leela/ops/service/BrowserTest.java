package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.io.http.HttpCounter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A page of another site, open in Debian's Chromium, that asks an engine again and again as a board does. */
@Tag("slow")
@Timeout(120)
final class BrowserTest {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final long SOON_NS = 2 * Clock.NANOS_PER_SECOND;
    private static final String PAGE = """
            <!doctype html><title>board</title><script>
            let asked = 0;
            async function look() {
              for (const path of ['last', 'past24']) {
                const answer = await fetch('http://127.0.0.1:PORT/v1/' + path + '/board.load');
                asked++;
                const body = await answer.text();
                await fetch('/seen?' + path + '&' + asked, {method: 'POST', body: body});
              }
              setTimeout(look, 250);
            }
            look();
            </script>
            """;

    @TempDir
    private Path folder;

    private final Clock clock = new SystemClock();
    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

    /** What the page was answered at a path, and how often it had asked until then. */
    private record Seen(String path, long asked, String body) {}

    @Test
    void shouldShowANewPointWithinTwoSeconds() throws Exception {
        assumeThat(CHROMIUM)
                .as("Debian's chromium, which ops/test slow installs")
                .isExecutable();
        final HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (RunningService engine = RunningService.in(folder, "")) {
            final String page = PAGE.replace("PORT", Integer.toString(engine.port("http")));
            site.createContext("/", exchange -> answer(exchange, page));
            site.createContext("/seen", this::note);
            site.start();
            send(engine, 0);
            final Process browser =
                    browse("http://127.0.0.1:" + site.getAddress().getPort() + "/");
            try {
                awaitSeen(0);
                long slowestNs = 0;
                for (int value = 1; value <= 5; value++) {
                    final long sentNs = clock.ticksNs();
                    send(engine, value);
                    awaitSeen(value);
                    slowestNs = Math.max(slowestNs, clock.ticksNs() - sentNs);
                }
                assertThat(slowestNs).as("ns until the page saw a point").isLessThan(SOON_NS);
                final long asked = seen.take().asked();
                assertThat(engine.read(HttpCounter.REQUESTS))
                        .as("requests of the page, none answered by the browser itself")
                        .isGreaterThanOrEqualTo(asked);
            } finally {
                browser.descendants().forEach(ProcessHandle::destroyForcibly);
                browser.destroyForcibly().waitFor();
            }
        } finally {
            site.stop(0);
        }
    }

    private void send(final RunningService engine, final int value) throws IOException {
        engine.sendUdp("gauge 10|board.load " + value + ".5 " + clock.timeNs() / Clock.NANOS_PER_SECOND + ";");
    }

    /** Until both the newest point and the chart hold this value as their last. */
    private void awaitSeen(final int value) throws InterruptedException {
        final Set<String> shown = new HashSet<>();
        while (shown.size() < 2) {
            final Seen next = seen.poll(60, TimeUnit.SECONDS);
            assertThat(next).as("what the page was answered").isNotNull();
            if (next.body().contains("," + value + ".5]]")) {
                shown.add(next.path());
            }
        }
    }

    private Process browse(final String address) throws IOException {
        return new ProcessBuilder(
                        CHROMIUM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--user-data-dir=" + Files.createDirectories(folder.resolve("browser")),
                        address)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("browser.log").toFile())
                .start();
    }

    private void note(final HttpExchange exchange) throws IOException {
        final String[] query = exchange.getRequestURI().getQuery().split("&");
        final String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        seen.add(new Seen(query[0], Long.parseLong(query[1]), body));
        answer(exchange, "");
    }

    private static void answer(final HttpExchange exchange, final String body) throws IOException {
        final byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
