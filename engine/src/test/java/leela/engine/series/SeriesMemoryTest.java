package leela.engine.series;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import leela.engine.counters.Counters;
import leela.engine.runtime.HeapShare;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * At most 200 bytes a series without queries, with a key of forty bytes and its share of the table. What a series keeps
 * is what making it allocates, so no heap needs to be measured; the cells are reckoned, since growing leaves old ones
 * behind.
 */
final class SeriesMemoryTest {

    private static final int MOST_BYTES = 200;
    private static final int BYTES_A_CELL = HeapShare.referenceBytes();
    private static final int SERIES = 100_000;
    private static final int KEY_LENGTH = 40;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final UnsafeBuffer key = new UnsafeBuffer("host........cpu-0.cpu-user..............".getBytes(ISO_8859_1));

    @Test
    void shouldCostAtMostTwoHundredBytes() {
        // grown before, so that only series and keys are made in what is measured
        final SeriesTable table = new SeriesTable(2 * SERIES, Counters.inMemory());
        make(table, 0, SERIES);
        final int capacity = table.capacity();

        final long before =
                threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        final int more = capacity / 2 - SERIES - 1;
        make(table, SERIES, more);
        final long object =
                (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / more;

        assertThat(table.capacity()).as("not grown meanwhile").isEqualTo(capacity);
        assertThat(table.size()).isEqualTo(SERIES + more);
        // just grown, a quarter of the cells is used
        assertThat(object + 4 * BYTES_A_CELL)
                .as("series and key %d, cells %d", object, 4 * BYTES_A_CELL)
                .isLessThanOrEqualTo(MOST_BYTES)
                .isGreaterThan(KEY_LENGTH);
        // while it grows, six cells for each series
        assertThat(SeriesLimits.bytes(KEY_LENGTH))
                .as("what is charged")
                .isBetween((int) object + 6 * BYTES_A_CELL, (int) object + 6 * BYTES_A_CELL + 24);
    }

    private void make(final SeriesTable table, final int first, final int count) {
        for (int i = first; i < first + count; i++) {
            key.putNaturalPaddedIntAscii(4, 8, i);
            table.findOrCreate(key, 0, KEY_LENGTH);
        }
    }
}
