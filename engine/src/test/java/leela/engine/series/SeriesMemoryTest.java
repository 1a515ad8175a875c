package leela.engine.series;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import leela.engine.counters.Counters;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * At most 200 bytes a series without queries, with a key of forty bytes and its share of the table. What a series keeps
 * is what making it allocates, so no heap needs to be measured; the cells are reckoned, since growing leaves old ones
 * behind.
 */
final class SeriesMemoryTest {

    private static final int MOST_BYTES = 200;
    private static final int BYTES_A_CELL = Integer.BYTES;
    private static final int SERIES = 100_000;
    private static final int MORE = 50_000;
    private static final int KEY_LENGTH = 40;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final UnsafeBuffer key = new UnsafeBuffer("host........cpu-0.cpu-user..............".getBytes(ISO_8859_1));

    @Test
    void shouldCostAtMostTwoHundredBytes() {
        final SeriesTable table = new SeriesTable(2 * SERIES, Counters.inMemory());
        make(table, 0, SERIES);
        final int capacity = table.capacity();

        final long before =
                threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        make(table, SERIES, MORE);
        // a part that grows makes twice as many cells
        final long ofCells = 2L * BYTES_A_CELL * (table.capacity() - capacity);
        final long object =
                (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before - ofCells) / MORE;

        assertThat(table.size()).isEqualTo(SERIES + MORE);
        // parts grow when three eighths to a half of their cells are used
        assertThat(table.capacity()).isBetween(2 * (SERIES + MORE), 6 * (SERIES + MORE));
        assertThat(object + 6 * BYTES_A_CELL)
                .as("series and key %d, cells %d", object, 6 * BYTES_A_CELL)
                .isLessThanOrEqualTo(MOST_BYTES)
                .isGreaterThan(KEY_LENGTH);
        // just grown, nearly six cells for each series
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
