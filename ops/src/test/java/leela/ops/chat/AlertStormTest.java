package leela.ops.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import leela.adapters.chat.ChatCounter;
import leela.adapters.xmpp.Ejabberd;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.io.transport.unix.DatabusClient;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An alert storm of 10,000 matches a second: what the user gets, what it costs in memory, and in ingest. The figures
 * are printed.
 */
@Tag("once")
final class AlertStormTest {

    private static final String LEELA = "leela@localhost";
    private static final int LIMIT = 30;
    private static final int STORM_PER_S = 10_000;
    private static final long MINUTE_NS = 60 * Clock.NANOS_PER_SECOND;
    private static final long TEN_MS_NS = 10_000_000;

    @TempDir
    private Path folder;

    private final Clock clock = new SystemClock();
    private Ejabberd server;
    private ChatClient alice;
    private RunningService engine;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        assumeThat(Ejabberd.isInstalled())
                .as("ejabberd and slixmpp are installed")
                .isTrue();
        server = new Ejabberd(folder.resolve("server"), List.of("leela", "alice")).start();
        alice = new ChatClient(folder, server, "alice");
        engine = RunningService.in(
                folder,
                ChatTest.toml(
                        folder, server, "xmpp.messages_per_minute = " + LIMIT + "\nstorage.backend = \"none\"\n"));
        alice.subscribeTo(LEELA);
        alice.awaitPresence("available " + LEELA);
    }

    @AfterEach
    void stop() {
        if (engine != null) {
            engine.close();
            alice.close();
            server.close();
        }
    }

    @Test
    void shouldSendNoMoreThanTheLimitAndCountTheRest() throws Exception {
        final int events = LIMIT - 1; // the answer was a message too
        alice.ask(LEELA, "SELECT id FROM storm;");
        final StormSender sender = new StormSender(engine, clock);
        sender.send(STORM_PER_S, 1);
        RunningService.await(
                "everything looked at", () -> engine.read(ChatCounter.HELD_BACK) + events == sender.sent());
        for (int i = 0; i < events; i++) {
            assertThat(alice.next().json().path("name").asText()).isEqualTo("storm");
        }
        assertThat(alice.poll(300)).isNull();
    }

    @Test
    @Tag("slow")
    void shouldKeepToTheLimitTellOfEverythingAndHoldNoMemory() throws Exception {
        final int rounds = 13;
        alice.ask(LEELA, "SELECT id FROM storm;");
        final StormSender sender = new StormSender(engine, clock);
        final List<Long> heapKb = new ArrayList<>();
        print("| storm s | matches | heap used KiB | direct KiB |");
        for (int round = 1; round <= rounds; round++) {
            sender.send(STORM_PER_S, 10);
            heapKb.add(heapKb());
            print(
                    "| %d | %d | %d | %d |",
                    10 * round, engine.read(EngineCounter.QUERY_RESULTS), heapKb.get(round - 1), directKb());
        }
        final long received = sender.sent();
        long events = 0;
        long summaries = 0;
        long told = 0;
        long most = 0;
        final Deque<Long> lastMinute = new ArrayDeque<>();
        while (events + told < received) {
            final ChatClient.Received message = alice.poll(70_000);
            assertThat(message)
                    .as("%d events, %d told of, of %d", events, told, received)
                    .isNotNull();
            lastMinute.add(message.atNs());
            while (message.atNs() - lastMinute.element() >= MINUTE_NS) {
                lastMinute.remove();
            }
            most = Math.max(most, lastMinute.size());
            final JsonNode summary = message.json().path("results").path("held_back");
            events += summary.isMissingNode() ? 1 : 0;
            summaries += summary.isMissingNode() ? 0 : 1;
            told += summary.path("count").asLong();
        }
        print("| limit a minute | matches | events sent | summaries | events summed up | not told of | most "
                + "messages in any minute |");
        print(
                "| %d | %d | %d | %d | %d | %d | %d |",
                LIMIT, received, events, summaries, told, received - events - told, most);
        assertThat(events + told).isEqualTo(received);
        assertThat(most).isLessThanOrEqualTo(LIMIT);
        assertThat(heapKb.get(rounds - 1) - heapKb.get(rounds / 2))
                .as("growth of the heap in KiB")
                .isLessThan(1024);
    }

    /**
     * The databus holds its sender back, so what is sent is what the engine takes in. With and without the query, in
     * turn.
     */
    @Test
    @Tag("slow")
    void shouldNotSlowTheIntake() throws Exception {
        final int passes = 7;
        final double[] ratio = new double[passes];
        final List<byte[]> load = load();
        try (DatabusClient databus = new DatabusClient(Path.of(engine.service().address("timeline-databus")))) {
            pass(databus, load); // warms up
            pass(databus, load);
            print("| pass | metrics/s without the query | with 10,000 matches/s | ratio |");
            for (int pass = 0; pass < passes; pass++) {
                final double calm = pass(databus, load);
                alice.say(LEELA, "SELECT id FROM storm;");
                RunningService.await("the query", () -> engine.read(EngineCounter.QUERIES) == 1);
                final long before = engine.read(EngineCounter.QUERY_RESULTS);
                final double stormy = pass(databus, load);
                assertThat(engine.read(EngineCounter.QUERY_RESULTS) - before).isGreaterThan(4 * STORM_PER_S);
                alice.say(LEELA, "DELETE FROM leela.xmpp;");
                RunningService.await("the query's end", () -> engine.read(EngineCounter.QUERIES) == 0);
                ratio[pass] = stormy / calm;
                print("| %d | %.0f | %.0f | %.3f |", pass + 1, calm, stormy, ratio[pass]);
            }
        }
        Arrays.sort(ratio);
        print("| median |  |  | %.3f |", ratio[passes / 2]);
        assertThat(ratio[passes / 2]).isGreaterThan(0.95);
    }

    /** Metrics a second over five seconds, as the engine counts them. */
    private double pass(final DatabusClient databus, final List<byte[]> load) throws IOException {
        final byte[] storm =
                ("gauge 5|storm 1 1365500000.0;".repeat(STORM_PER_S / 100)).getBytes(StandardCharsets.US_ASCII);
        final long before = engine.read(EngineCounter.EMITTED);
        final long startNs = clock.ticksNs();
        long nextStormNs = startNs;
        for (int i = 0; clock.ticksNs() - startNs < 5 * Clock.NANOS_PER_SECOND; i++) {
            if (clock.ticksNs() >= nextStormNs) {
                databus.send(storm);
                nextStormNs += TEN_MS_NS;
            }
            databus.send(load.get(i % load.size()));
        }
        assertThat(engine.service().drain()).isTrue();
        return (engine.read(EngineCounter.EMITTED) - before) * 1e9 / (clock.ticksNs() - startNs);
    }

    /** A thousand series, forty metrics a datagram. */
    private static List<byte[]> load() {
        final List<byte[]> datagrams = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            final StringBuilder datagram = new StringBuilder();
            for (int j = 0; j < 40; j++) {
                datagram.append(String.format(
                        Locale.ROOT, "gauge 22|host%03d.cpu-0.cpu-idle %d.5 1365500000.0;", 40 * i + j, j));
            }
            datagrams.add(datagram.toString().getBytes(StandardCharsets.US_ASCII));
        }
        return datagrams;
    }

    private static long heapKb() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
    }

    private static long directKb() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum()
                / 1024;
    }

    private static void print(final String format, final Object... figures) {
        System.out.println(String.format(Locale.ROOT, format, figures));
    }
}
