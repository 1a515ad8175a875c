package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.history.StorageConfig;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordedEntries;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Source;
import leela.engine.runtime.ManualClock;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import leela.io.input.text.TextProtocol;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal behind a real ring, without threads: the test is its writer, its reader, and what prepares segments.
 * Thread: one.
 */
final class JournalFixture implements AutoCloseable {

    static final long NOW_NS = 1_795_383_559_000_000_000L;
    static final long SMALL_LIMIT = 4L << 20;

    final Journal journal;
    final RecordingPipeline pipeline;
    final ManualClock clock = new ManualClock(NOW_NS);
    final RecordingVisitor visitor = new RecordingVisitor();
    private final Producer producer;
    private final Producer forQueries;
    private final RecordedEntries entries;

    JournalFixture(final Path directory, final long resumeAt) {
        this(directory, resumeAt, SMALL_LIMIT);
    }

    JournalFixture(final Path directory, final long resumeAt, final long limit) {
        this(directory, resumeAt, limit, SegmentFile::force);
    }

    JournalFixture(final Path directory, final long resumeAt, final long limit, final SegmentSync.Forcing forcing) {
        this(directory, Journal.Reach.UNKNOWN, resumeAt, limit, forcing);
    }

    /** The same where the run before told what it had. */
    JournalFixture(final Path directory, final long resumeAt, final Journal.Reach earlier) {
        this(directory, earlier, resumeAt, SMALL_LIMIT, SegmentFile::force);
    }

    private JournalFixture(
            final Path directory,
            final Journal.Reach earlier,
            final long resumeAt,
            final long limit,
            final SegmentSync.Forcing forcing) {
        final StorageConfig config =
                new StorageConfig(Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(1), limit, 1000);
        final Counters counters = Counters.inMemory();
        journal = Journal.open(directory, earlier, config, clock, forcing, counters, LangUtil::rethrowUnchecked);
        journal.reader().resume(resumeAt);
        journal.work();
        pipeline = RecordingPipeline.of(counters, new SeriesTable(1 << 20, counters), journal.handler());
        producer = pipeline.producer(TextProtocol.DATABUS.source(), RecordingPipeline.NO_LIMITS);
        forQueries = pipeline.producer(Source.QUERIES, RecordingPipeline.NO_LIMITS);
        entries = new RecordedEntries(pipeline.ring());
    }

    /** Adds an event to the batch in hand. */
    JournalFixture event(final String key, final double value, final long timeNs) {
        final byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        producer.begin(NOW_NS);
        assertThat(producer.event(new UnsafeBuffer(bytes), 0, bytes.length, value, timeNs))
                .isTrue();
        producer.end();
        return this;
    }

    /** The same, of a client that says how often it sends. */
    JournalFixture event(final String key, final double value, final long timeNs, final int intervalMs) {
        final byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        final Series series = pipeline.table().findOrCreate(new UnsafeBuffer(bytes), 0, bytes.length);
        entries.event(series, Double.doubleToLongBits(value), timeNs, NOW_NS, intervalMs);
        return this;
    }

    /** The same for the standing queries alone. */
    JournalFixture queryEvent(final String key, final double value, final long timeNs) {
        final byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        forQueries.begin(NOW_NS);
        assertThat(forQueries.event(new UnsafeBuffer(bytes), 0, bytes.length, value, timeNs))
                .isTrue();
        forQueries.end();
        return this;
    }

    Series series(final String key) {
        final byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return pipeline.table().find(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    JournalFixture document(final String key, final String json, final long timeNs) {
        final byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        producer.begin(NOW_NS);
        assertThat(producer.data(
                        new UnsafeBuffer(bytes), 0, bytes.length, json.getBytes(StandardCharsets.UTF_8), timeNs))
                .isTrue();
        producer.end();
        return this;
    }

    JournalFixture notice(final String key, final String json, final long timeNs) {
        final byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        producer.begin(NOW_NS);
        assertThat(producer.notice(
                        new UnsafeBuffer(bytes), 0, bytes.length, json.getBytes(StandardCharsets.UTF_8), timeNs))
                .isTrue();
        producer.end();
        return this;
    }

    /** Ends the batch: it becomes one record. */
    JournalFixture flush() {
        clock.advanceNs(JournalHandler.HOLD_NS);
        pipeline.run();
        return this;
    }

    /** Nothing comes for a while. */
    void tick() {
        pipeline.tick(clock.timeNs());
        pipeline.run();
    }

    /** What the reader shows next. */
    List<String> read() {
        while (journal.reader().poll(visitor, Integer.MAX_VALUE) > 0) {
            journal.reader().position();
        }
        return visitor.take();
    }

    long count(final Counter id) {
        return pipeline.count(id);
    }

    @Override
    public void close() {
        journal.close();
    }
}
