package leela.ops.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import leela.engine.keys.KeyFilter;
import leela.io.input.influx.InfluxCounter;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** InfluxDB's own shell, and datagrams as collectd's write_influxdb_udp sends them, before a whole engine. */
@Tag("once")
final class InfluxClientsTest {

    private static final String ON = "influx.enabled = true\ninflux.udp_port = 0\n";

    @Test
    void shouldTakeWhatTheShellInserts(@TempDir final Path folder) throws Exception {
        try (RunningService running = RunningService.in(folder, ON)) {
            assertThat(shell(running, "", "CREATE DATABASE telegraf")).isEmpty();
            assertThat(shell(running, "", "SHOW DATABASES")).contains("telegraf");
            assertThat(shell(running, "telegraf", "INSERT cpu,host=web1 idle=98.5,user=1i"))
                    .isEmpty();
            running.sendUdp("influx", "load,host=web1 shortterm=0.5,midterm=0.25 1795915022648\n".getBytes(UTF_8));
            RunningService.await("the datagram", () -> running.read(InfluxCounter.RECEIVED) == 4);
            RunningService.await(
                    "the keys to be listed",
                    () -> keys(running)
                            .equals(List.of(
                                    "cpu.idle;host=web1",
                                    "cpu.user;host=web1",
                                    "load.midterm;host=web1",
                                    "load.shortterm;host=web1")));
            assertThat(running.imbalance()).isZero();
        }
    }

    private static List<String> keys(final RunningService running) {
        return running.service().history().keys(KeyFilter.ALL, new byte[0], 100).keys().stream()
                .map(key -> new String(key, UTF_8))
                .filter(key -> !key.startsWith("leela."))
                .toList();
    }

    private static String shell(final RunningService running, final String database, final String statement)
            throws Exception {
        final Process influx = new ProcessBuilder(
                        "influx",
                        "-host",
                        "127.0.0.1",
                        "-port",
                        Integer.toString(running.port("http")),
                        "-database",
                        database,
                        "-execute",
                        statement)
                .redirectErrorStream(true)
                .start();
        final String said = new String(influx.getInputStream().readAllBytes(), UTF_8);
        assertThat(influx.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(influx.exitValue()).as(said).isZero();
        return said;
    }
}
