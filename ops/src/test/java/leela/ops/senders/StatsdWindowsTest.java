package leela.ops.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import leela.engine.dmproc.language.Program;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ManualClock;
import leela.io.input.statsd.StatsdCounter;
import leela.io.output.proc.Event;
import leela.io.output.proc.ProcClient;
import leela.io.transport.unix.DatabusClient;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What python3-statsd has sent, byte for byte, to a whole service, over UDP and the unix socket. */
final class StatsdWindowsTest {

    private static final String SETTINGS = """
            timeline.clock = "1ms"
            statsd.enabled = true
            statsd.port = 0
            """;

    private static final long BEGIN_NS = 1_795_915_200L * Clock.NANOS_PER_SECOND;
    private static final String[] CAPTURES = {"01", "02", "03", "04", "05", "06", "07"};

    @TempDir
    private Path folder;

    @Test
    void shouldBringTogetherWhatARealClientSends() throws Exception {
        final Map<String, Double> points = new TreeMap<>();
        final ManualClock clock = new ManualClock(BEGIN_NS);
        try (RunningService running = RunningService.in(folder, SETTINGS, clock);
                ProcClient query = ProcClient.start(
                        Path.of(running.service().address("dmproc-proc")),
                        Program.parse("proc match 8|^stats\\. id;".getBytes(UTF_8)))) {
            for (final String capture : CAPTURES) {
                running.sendUdp("statsd", resource("statsd-python-4.0.1-" + capture + ".dgram.bin"));
            }
            // 6 of one value, one of three
            RunningService.await("all over UDP", () -> running.read(StatsdCounter.RECEIVED) == 9);
            try (DatabusClient local =
                    new DatabusClient(Path.of(running.service().address("statsd-socket")))) {
                local.send("app.req:2|c\napp.u:eve|s".getBytes(UTF_8));
            }
            RunningService.await("all", () -> running.read(StatsdCounter.RECEIVED) == 11);
            assertThat(running.read(StatsdCounter.AGGREGATED)).isEqualTo(11);
            assertThat(running.read(StatsdCounter.DATAGRAMS)).isEqualTo(7);
            assertThat(running.read(StatsdCounter.UNIX_DATAGRAMS)).isPositive();
            assertThat(running.imbalance()).isZero();
            clock.advanceNs(10 * Clock.NANOS_PER_SECOND);
            for (int i = 0; i < 38; i++) {
                final Event event = query.next();
                assertThat(event.timeNs()).isEqualTo(BEGIN_NS + 10 * Clock.NANOS_PER_SECOND);
                points.put(new String(event.key(), UTF_8), event.value());
            }
            assertThat(running.imbalance()).isZero();
            assertThat(running.read(StatsdCounter.FLUSHED)).isEqualTo(38);
        }
        assertThat(points)
                .containsEntry("stats.counters.app.req.count", 3.0)
                .containsEntry("stats.counters.app.req.rate", 0.3)
                .containsEntry("stats.gauges.app.users", 39.0)
                .containsEntry("stats.timers.app.t.count", 1.0)
                .containsEntry("stats.timers.app.t.p99", 320.0)
                .containsEntry("stats.sets.app.u.count", 2.0)
                .containsEntry("stats.counters.app.a.count", 1.0)
                .containsEntry("stats.counters.app.b.count", 3.0)
                .containsEntry("stats.timers.app.c.mean", 1.5)
                .containsEntry("stats.timers.app.blk.upper", 0.002263);
    }

    private static byte[] resource(final String name) throws IOException {
        try (InputStream resource = StatsdWindowsTest.class.getResourceAsStream(name)) {
            return resource.readAllBytes();
        }
    }
}
