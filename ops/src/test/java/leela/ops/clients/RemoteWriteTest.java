package leela.ops.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import leela.engine.history.History;
import leela.io.input.prometheus.PrometheusCounter;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus writes to an engine that is restarted meanwhile: each sample that it keeps is there, too. */
@Tag("once")
final class RemoteWriteTest {

    private static final String DROPPED = "prometheus_remote_storage_samples_dropped_total";
    private static final String FAILED = "prometheus_remote_storage_samples_failed_total";

    @TempDir
    private Path folder;

    @Test
    void shouldLoseNothingOverARestart() throws Exception {
        compare(2);
    }

    @Test
    @Tag("slow")
    void shouldLoseNothingOverARestartInFiveMinutes() throws Exception {
        compare(150);
    }

    private void compare(final int seconds) throws Exception {
        final String toml = "http.port = " + PrometheusDaemon.freePort()
                + "\nprometheus.enabled = true\nstorage.resolution = \"1ms\"\n";
        final RunningService first = RunningService.in(folder, toml);
        try (PrometheusDaemon prometheus = PrometheusDaemon.writing(folder, first.port("http"))) {
            try {
                prometheus.awaitReady();
                prometheus.run(seconds);
                RunningService.await("the first samples", () -> first.read(PrometheusCounter.RECEIVED) > 0);
            } finally {
                first.close();
            }
            try (RunningService second = RunningService.in(folder, toml)) {
                prometheus.run(seconds);
                RunningService.await("samples again", () -> second.read(PrometheusCounter.RECEIVED) > 0);
                final List<Long> kept = prometheus.times("up");
                final String key = "up;instance=127.0.0.1:" + prometheus.port() + ";job=self";
                awaitAll(kept, second.service().history(), key);
                assertThat(kept.size()).isGreaterThan(1);
                assertThat(prometheus.counter(FAILED)).isZero();
                assertThat(prometheus.counter(DROPPED)).isZero();
                assertThat(second.service().counters().sum("metrics.rejected")).isZero();
            }
        }
    }

    /** On a machine that has much else to do, Prometheus is minutes behind: as long as more come, it goes on. */
    private static void awaitAll(final List<Long> kept, final History history, final String key) {
        for (long missing = kept.size(); missing > 0; missing = missing(kept, history, key)) {
            final long before = missing;
            RunningService.await(
                    "one more of " + kept.size() + " samples, of which " + before + " are missing",
                    () -> missing(kept, history, key) < before);
        }
    }

    private static long missing(final List<Long> kept, final History history, final String key) {
        final Set<Long> times = times(history, key);
        return kept.stream().filter(time -> !times.contains(time)).count();
    }

    private static Set<Long> times(final History history, final String key) {
        final Set<Long> times = new HashSet<>();
        final long[] timesNs = new long[256];
        final double[] values = new double[256];
        try (History.Points points = history.points(key.getBytes(UTF_8), 0, Long.MAX_VALUE)) {
            for (int count = points.read(timesNs, values); count > 0; count = points.read(timesNs, values)) {
                for (int i = 0; i < count; i++) {
                    times.add(TimeUnit.NANOSECONDS.toMillis(timesNs[i]));
                }
            }
        }
        return times;
    }
}
