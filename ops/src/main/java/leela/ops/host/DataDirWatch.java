package leela.ops.host;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import leela.engine.counters.Counters;
import leela.io.http.status.Readiness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the file system of data_dir fills: it warns while there is time to make room. The part stays ready, since
 * nothing is refused yet; what a full disk stops has parts of its own.
 * Thread: {@link #look} one; {@link #parts} any.
 * Units: bytes.
 */
public final class DataDirWatch {

    /** A twentieth of it is the bound, or this, whichever is less. */
    private static final long MOST_BOUND = 1L << 30;

    private static final int PART_OF_IT = 20;
    private static final Logger LOG = LoggerFactory.getLogger(DataDirWatch.class);

    private final LongSupplier free;
    private final LongSupplier size;
    private final Counters counters;
    private boolean isLow;

    public DataDirWatch(final Path folder, final Counters counters) {
        this(() -> folder.toFile().getUsableSpace(), () -> folder.toFile().getTotalSpace(), counters);
    }

    DataDirWatch(final LongSupplier free, final LongSupplier size, final Counters counters) {
        this.free = free;
        this.size = size;
        this.counters = counters;
    }

    /** Counts what is free, and tells the log where that is little, and where there is some again. */
    public void look() {
        final long nowFree = free.getAsLong();
        final long nowSize = size.getAsLong();
        final boolean isNowLow = isLow(nowFree, nowSize);
        counters.set(DataDirCounter.FREE, nowFree);
        counters.set(DataDirCounter.SIZE, nowSize);
        counters.set(DataDirCounter.LOW, isNowLow ? 1 : 0);
        if (isNowLow && !isLow) {
            LOG.warn(
                    "event=data_dir_low free={} size={} hint=\"make room, or a shorter storage.retention\"",
                    nowFree,
                    nowSize);
        } else if (isLow && !isNowLow) {
            LOG.info("event=data_dir_free_again free={} size={}", nowFree, nowSize);
        }
        isLow = isNowLow;
    }

    /** What is free, where that is little. */
    public List<Readiness.Part> parts() {
        final long nowFree = free.getAsLong();
        final long nowSize = size.getAsLong();
        return isLow(nowFree, nowSize)
                ? List.of(new Readiness.Part(
                        "data_dir",
                        true,
                        "its disk is nearly full: " + megabytes(nowFree) + " of " + megabytes(nowSize)
                                + " are free; make room before nothing can be written"))
                : List.of();
    }

    /** A file system that tells no size is not watched. */
    private static boolean isLow(final long free, final long size) {
        return size > 0 && free < Math.min(size / PART_OF_IT, MOST_BOUND);
    }

    private static String megabytes(final long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
