package leela.ops.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.ops.service.RunningService;

/**
 * A real Prometheus: one that scrapes itself ten times a second and writes to an engine, or one that reads from it.
 * Thread: the test's.
 */
final class PrometheusDaemon implements AutoCloseable {

    private static final Pattern POINT = Pattern.compile("\\[(\\d+(?:\\.\\d+)?),\"([^\"]*)\"]");
    private static final int END_S = 30;

    private final int port;
    private final Path log;
    private final Process process;

    private PrometheusDaemon(final Path folder, final int port, final String configuration) throws IOException {
        this.port = port;
        log = folder.resolve("prometheus.log");
        final Path config = Files.writeString(folder.resolve("prometheus.yml"), configuration);
        process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        // the engine has ended by then
                        "--storage.remote.flush-deadline=1s",
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** One that writes to an engine, whose HTTP has this port. */
    static PrometheusDaemon writing(final Path folder, final int engine) throws IOException {
        final int port = freePort();
        return new PrometheusDaemon(folder, port, """
                global:
                  scrape_interval: 100ms
                  scrape_timeout: 100ms
                scrape_configs:
                  - job_name: self
                    static_configs:
                      - targets: ["127.0.0.1:%d"]
                remote_write:
                  - url: http://127.0.0.1:%d/api/v1/write
                    queue_config:
                      min_backoff: 30ms
                      max_backoff: 200ms
                      batch_send_deadline: 200ms
                """.formatted(port, engine));
    }

    /** One that scrapes an engine and itself, and writes nothing to it. */
    static PrometheusDaemon scraping(final Path folder, final int engine) throws IOException {
        final int port = freePort();
        return new PrometheusDaemon(folder, port, """
                global:
                  scrape_interval: 200ms
                  scrape_timeout: 200ms
                scrape_configs:
                  - job_name: self
                    static_configs:
                      - targets: ["127.0.0.1:%d"]
                  - job_name: leela
                    static_configs:
                      - targets: ["127.0.0.1:%d"]
                """.formatted(port, engine));
    }

    /** One that keeps nothing of its own, and reads from an engine. */
    static PrometheusDaemon reading(final Path folder, final int engine) throws IOException {
        return new PrometheusDaemon(folder, freePort(), """
                remote_read:
                  - url: http://127.0.0.1:%d/api/v1/read
                    read_recent: true
                """.formatted(engine));
    }

    static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    /** Lets it run for a while; one that ends by itself has failed. */
    void run(final int seconds) throws IOException, InterruptedException {
        assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                .as("prometheus ended: %s", Files.readString(log))
                .isFalse();
    }

    /** One of its own counters, summed up over its labels. */
    double counter(final String name) throws IOException {
        double sum = 0;
        for (final String line : get("/metrics").split("\n")) {
            if (line.startsWith(name + "{") || line.startsWith(name + " ")) {
                sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return sum;
    }

    /** Times in ms of all points that it keeps of a series. */
    List<Long> times(final String series) throws IOException {
        final String answer = query(series + "[1h]");
        final List<Long> times = new ArrayList<>();
        final Matcher point = POINT.matcher(answer);
        while (point.find()) {
            times.add(Math.round(1000 * Double.parseDouble(point.group(1))));
        }
        return times;
    }

    /** Its answer to this query, as JSON. */
    String query(final String query) throws IOException {
        return get("/api/v1/query?query=" + URLEncoder.encode(query, UTF_8));
    }

    void awaitReady() {
        RunningService.await("prometheus", () -> {
            try {
                return !times("up").isEmpty();
            } catch (final IOException notYet) {
                return false;
            }
        });
    }

    /** Whether it answers. */
    void awaitAnswers() {
        RunningService.await("prometheus", () -> {
            try {
                return !get("/-/ready").isEmpty();
            } catch (final IOException notYet) {
                return false;
            }
        });
    }

    String get(final String path) throws IOException {
        try (InputStream in =
                URI.create("http://127.0.0.1:" + port + path).toURL().openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Override
    public void close() {
        process.destroy();
        assertThat(process.onExit()).as("prometheus to end").succeedsWithin(END_S, TimeUnit.SECONDS);
    }
}
