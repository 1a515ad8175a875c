package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.text.TextProtocol;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the producer to the journal, an event costs no garbage, and about ten bytes. */
final class JournalAllocationTest {

    private static final int SERIES = 1000;
    private static final int PASS = 1_000_000;
    private static final int BATCH = 500;

    @TempDir
    private Path directory;

    @Test
    void shouldAllocateNothingPerEvent() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final UnsafeBuffer[] keys = new UnsafeBuffer[SERIES];
        for (int i = 0; i < SERIES; i++) {
            keys[i] = new UnsafeBuffer(("web" + i + ".cpu").getBytes(StandardCharsets.UTF_8));
        }
        try (JournalFixture fixture = new JournalFixture(directory, 0, 1L << 28)) {
            final Producer producer =
                    fixture.pipeline.producer(TextProtocol.DATABUS.source(), RecordingPipeline.NO_LIMITS);
            long best = Long.MAX_VALUE;
            for (int pass = 0; pass < 5; pass++) {
                final long bytesBefore = fixture.count(JournalCounter.BYTES);
                long allocated = 0;
                for (int i = 0; i < PASS; i += BATCH) {
                    final long before = threads.getThreadAllocatedBytes(
                            Thread.currentThread().getId());
                    for (int j = i; j < i + BATCH; j++) {
                        producer.begin(JournalFixture.NOW_NS);
                        producer.event(
                                keys[j % SERIES], 0, keys[j % SERIES].capacity(), j / 3.0, JournalFixture.NOW_NS);
                    }
                    producer.end();
                    fixture.pipeline.run();
                    allocated += threads.getThreadAllocatedBytes(
                                    Thread.currentThread().getId())
                            - before;
                    if (i % 100_000 == 0) {
                        fixture.journal.reader().acknowledge(Long.MAX_VALUE);
                        fixture.journal.work();
                    }
                }
                best = Math.min(best, allocated);
                assertThat(fixture.count(JournalCounter.BYTES) - bytesBefore).isLessThan(11L * PASS);
            }
            assertThat(best).as("a segment that begins costs a few objects").isLessThan(1000);
        }
    }
}
