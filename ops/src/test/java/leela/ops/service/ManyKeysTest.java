package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.io.journal.JournalCounter;
import leela.io.transport.unix.DatabusClient;
import leela.ops.admin.KeysControl;
import leela.ops.config.ConfigFile;
import leela.ops.config.LeelaConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole engine, in a process of its own with a small heap, gets more keys than that heap could hold. */
@Tag("slow")
@Tag("once")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ManyKeysTest {

    private static final int DATAGRAM = 8_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Each place of the ring holds on to the series that was in it last. */
    private static final String SHORT_LIVED =
            "timeline.clock = \"1s\"\ntimeline.ttl = \"1s\"\nengine.ring_size = 4096\n"
                    + "engine.max_new_series = 10000000\n";

    @TempDir
    private Path folder;

    private LeelaConfig config;
    private Counters counters;

    /**
     * Keys, each sent once.
     *
     * @param heapMb     of the engine
     * @param count      how many keys
     * @param mostSeries so many are alive at most, in the engine's other parts
     * @param tail       of each key, behind its number
     */
    private record Churn(int heapMb, int count, int mostSeries, String tail) {
        String key(final int number) {
            return String.format(Locale.ROOT, "web%07d%s", number, tail);
        }

        /** A tenth of the heap, and what a poll reads of a journal. */
        long boundBytes() {
            return ((long) heapMb << 20) / 10 + (2 << 20);
        }
    }

    @Test
    void shouldLiveThroughMoreKeysThanItsHeapHolds() throws Exception {
        liveThrough(new Churn(64, 150_000, 30_000, ".cpu.load.of.a.machine.in.the.test"));
    }

    @Test
    @Tag("slow")
    void shouldLiveThroughAMillionAndAHalfKeys() throws Exception {
        liveThrough(new Churn(200, 1_500_000, 150_000, ".cpu.load.of.a.machine.in.the.test"));
    }

    /** Of a kilobyte each; most are in the journal only when the engine is killed. */
    @Test
    void shouldStartBehindAFloodOfLongNewKeys() throws Exception {
        liveThrough(new Churn(64, 25_000, 8_000, "x".repeat(990)));
    }

    private void liveThrough(final Churn churn) throws Exception {
        final String heap = "-Xmx" + churn.heapMb() + "m";
        try (EngineProcess engine = new EngineProcess(folder, SHORT_LIVED, heap)) {
            open();
            send(churn);
            // the engine's own events count as read, too: the last key tells
            await(() -> counters.read(EngineCounter.HISTORY_READ) >= churn.count()
                    && listed(churn.key(churn.count() - 1)) == 1);
            assertThat(counters.read(EngineCounter.HISTORY_KEY_BYTES)).isLessThan(churn.boundBytes());
            engine.kill();
        }
        try (EngineProcess engine = new EngineProcess(folder, SHORT_LIVED, heap)) {
            open();
            await(() -> counters.read(EngineCounter.HISTORY_READ) >= counters.read(JournalCounter.RECOVERED));
            assertThat(counters.read(EngineCounter.HISTORY_KEY_BYTES)).isLessThan(churn.boundBytes());
            assertThat(listed("web*")).isEqualTo(churn.count());
            assertThat(listed("web000123*")).isEqualTo(10);
            assertThat(quickest("web000123*")).isLessThan(50_000_000L);
            assertThat(engine.pid()).isPositive();
        }
        assertThat(Files.readString(folder.resolve("leela.log")))
                .doesNotContain("OutOfMemoryError")
                .doesNotContain("level=ERROR");
    }

    private void open() {
        config = ConfigFile.read(folder.resolve("leela.toml")).config().leela();
        counters = CountersFile.open(CountersFile.in(folder.resolve("leela-data")));
    }

    private void send(final Churn churn) throws IOException {
        final String time = new SystemClock().timeNs() / Clock.NANOS_PER_SECOND + ".0";
        try (DatabusClient databus = new DatabusClient(folder.resolve("leela-data/run/timeline-databus"))) {
            final StringBuilder datagram = new StringBuilder();
            for (int i = 0; i < churn.count(); i++) {
                final String key = churn.key(i);
                datagram.append("gauge ").append(key.length()).append('|').append(key);
                datagram.append(" 1.5 ").append(time).append(';');
                if (datagram.length() > DATAGRAM - 1100 || i == churn.count() - 1) {
                    databus.send(datagram.toString().getBytes(StandardCharsets.UTF_8));
                    datagram.setLength(0);
                    await(() -> counters.read(EngineCounter.SERIES) < churn.mostSeries());
                }
            }
        }
    }

    /** For minutes, where it must be: how fast the machine is proves nothing. */
    private static void await(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("when the wait ends").isLessThan(deadlineNs);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private int listed(final String glob) {
        final int[] found = {0};
        KeysControl.ask(
                config,
                new KeysControl.Asked(glob.getBytes(StandardCharsets.UTF_8), List.of()),
                Long.MAX_VALUE,
                one -> found[0]++);
        return found[0];
    }

    private long quickest(final String glob) {
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            final long begin = new SystemClock().ticksNs();
            listed(glob);
            quickest = Math.min(quickest, new SystemClock().ticksNs() - begin);
        }
        return quickest;
    }
}
