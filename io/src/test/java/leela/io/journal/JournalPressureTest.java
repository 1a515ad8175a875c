package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import leela.engine.batch.BatchLimits;
import leela.engine.counters.Counters;
import leela.engine.history.StorageConfig;
import leela.engine.history.StoredHistory;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.runtime.ManualClock;
import leela.engine.series.SeriesTable;
import leela.engine.spi.MemoryStore;
import leela.io.input.text.TextProtocol;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that is small gives nothing up while its store takes what it is given. */
final class JournalPressureTest {

    private static final long T = JournalFixture.NOW_NS;
    private static final int KEYS = 5_000;
    private static final int EVENTS = 1_000_000;

    @TempDir
    private Path directory;

    @Test
    void shouldGiveUpNothingWhileTheStoreIsAvailable() {
        final Counters counters = Counters.inMemory();
        final ManualClock clock = new ManualClock(T);
        final StorageConfig config = new StorageConfig(
                Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(1), JournalFixture.SMALL_LIMIT, 1000);
        final MemoryStore store = new MemoryStore();
        try (Journal journal = Journal.open(directory, config, clock, counters, LangUtil::rethrowUnchecked)) {
            final StoredHistory history = StoredHistory.open(
                    journal.reader(),
                    store,
                    config,
                    BatchLimits.ofHeap(1L << 30),
                    clock,
                    counters,
                    LangUtil::rethrowUnchecked);
            journal.work();
            final RecordingPipeline pipeline =
                    RecordingPipeline.of(counters, new SeriesTable(1 << 20, counters), journal.handler());
            final Producer producer = pipeline.producer(TextProtocol.DATABUS.source(), RecordingPipeline.NO_LIMITS);
            for (int i = 0; i < EVENTS; i++) {
                final byte[] key = ("key" + i % KEYS).getBytes(StandardCharsets.UTF_8);
                producer.begin(T);
                producer.event(new UnsafeBuffer(key), 0, key.length, i, T + i / KEYS * 1_000_000_000L);
                producer.end();
                if (i % 500 == 499) {
                    clock.advanceNs(JournalHandler.HOLD_NS);
                    pipeline.run();
                    while (history.batcher().work()) {
                        journal.work();
                    }
                }
            }
            assertThat(counters.read(JournalCounter.APPENDED)).isEqualTo(EVENTS);
            assertThat(counters.read(JournalCounter.BYTES)).isGreaterThan(2 * JournalFixture.SMALL_LIMIT);
            assertThat(counters.read(JournalCounter.DISCARDED_LIMIT)).isZero();
            assertThat(counters.read(JournalCounter.STORED)).isGreaterThan(EVENTS / 2);
        }
    }
}
