package leela.io.journal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import leela.engine.counters.Counters;
import leela.engine.history.StorageConfig;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.runtime.SystemClock;
import leela.engine.series.SeriesTable;
import leela.io.input.text.TextProtocol;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A process to be killed: writes events whose values count up, in batches, and says after each batch how far the
 * journal has got.
 */
final class JournalWriterProcess {

    static final int SERIES = 50;
    private static final int BATCH = 100;
    private static final long LIMIT = 1L << 30;

    private JournalWriterProcess() {}

    /** Arguments: the journal's directory, and the position that counts as stored. */
    @SuppressWarnings("InfiniteLoopStatement")
    public static void main(final String[] args) {
        final Counters counters = Counters.inMemory();
        final StorageConfig config =
                new StorageConfig(Duration.ofSeconds(1), Duration.ZERO, Duration.ofMillis(100), LIMIT, 1000);
        final Journal journal =
                Journal.open(Path.of(args[0]), config, new SystemClock(), counters, LangUtil::rethrowUnchecked);
        journal.reader().resume(Long.parseLong(args[1]));
        journal.start();
        final RecordingPipeline pipeline =
                RecordingPipeline.of(counters, new SeriesTable(1 << 10, counters), journal.handler());
        final Producer producer = pipeline.producer(TextProtocol.DATABUS.source(), RecordingPipeline.NO_LIMITS);
        long next = journal.endPosition();
        while (true) {
            producer.begin(0);
            for (int i = 0; i < BATCH; i++, next++) {
                final byte[] key = ("series" + next % SERIES).getBytes(StandardCharsets.UTF_8);
                producer.event(new UnsafeBuffer(key), 0, key.length, next, next);
            }
            producer.end();
            pipeline.run();
            System.out.println(journal.endPosition() + counters.read(JournalCounter.APPENDED));
        }
    }
}
