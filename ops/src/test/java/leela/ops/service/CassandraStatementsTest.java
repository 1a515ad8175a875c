package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import leela.adapters.cassandra.CassandraCounter;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ManualClock;
import leela.engine.runtime.SystemClock;
import leela.engine.spi.Store;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an hour of a thousand series costs Cassandra, the hour being the clock's. */
@Tag("once")
@Tag("slow")
final class CassandraStatementsTest {

    private static final int SERIES = 1000;
    private static final int INTERVAL_S = 10;
    private static final int ROUNDS = 3600 / INTERVAL_S;
    private static final int HELD_MS = 600_000;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startCassandra() {
        OnCassandra.start();
    }

    @Test
    void shouldNeedAtMostTwentyStatementsForAThousandPoints() throws IOException {
        // at a noon: no chunk crosses midnight, which costs each series one more
        final long today = Math.floorDiv(new SystemClock().timeNs(), Store.DAY_NS);
        final ManualClock clock = new ManualClock(today * Store.DAY_NS - Store.DAY_NS / 2);
        try (RunningService running = RunningService.in(folder, OnCassandra.storage("statements"), clock)) {
            final long atStart = running.read(CassandraCounter.STATEMENTS);
            for (int round = 0; round < ROUNDS; round++) {
                final long emitted = running.read(EngineCounter.EMITTED);
                running.sendDatabus(events(clock.timeNs() / Clock.NANOS_PER_SECOND, round));
                RunningService.await(
                        "round " + round,
                        () -> running.read(EngineCounter.EMITTED) >= emitted + SERIES
                                && running.read(EngineCounter.HISTORY_READ) >= emitted + SERIES);
                RunningService.await(
                        "what is due to be written", () -> running.read(EngineCounter.HISTORY_OLDEST_MS) <= HELD_MS);
                clock.advanceNs(INTERVAL_S * Clock.NANOS_PER_SECOND);
            }
            final long statements = running.read(CassandraCounter.STATEMENTS) - atStart;
            final long points = running.read(EngineCounter.HISTORY_CHUNK_POINTS);
            final double aThousand = 1000.0 * statements / points;
            System.out.printf(
                    Locale.ROOT,
                    "%d series at %d s for an hour: %d points in %d chunks, %d statements, %.2f per 1,000 points%n",
                    SERIES,
                    INTERVAL_S,
                    points,
                    running.read(EngineCounter.HISTORY_CHUNKS),
                    statements,
                    aThousand);
            assertThat(points).isGreaterThan(SERIES * (ROUNDS - HELD_MS / 1000 / INTERVAL_S - 2));
            assertThat(aThousand).isLessThanOrEqualTo(20);
        }
    }

    private static String events(final long timeS, final int round) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < SERIES; i++) {
            text.append("event 7|web%04d %d.%d %d;".formatted(i, i % 90, round % 10, timeS));
        }
        return text.toString();
    }
}
