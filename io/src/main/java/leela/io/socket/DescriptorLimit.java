package leela.io.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many files and sockets this process may have open (RLIMIT_NOFILE).
 * Thread: any.
 */
public final class DescriptorLimit {

    private static final Logger LOG = LoggerFactory.getLogger(DescriptorLimit.class);

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String NAME = "Max open files";

    private DescriptorLimit() {}

    /** Warns, once and in one line, where so many are more than there may be. */
    public static void check(final long needed) {
        final long limit = limit();
        if (limit < needed) {
            LOG.warn(
                    "event=file_limit_low limit={} needed={} hint=\"raise LimitNOFILE of the service, or ulimit -n; "
                            + "beyond the limit clients wait, and storage may not write\"",
                    limit,
                    needed);
        }
    }

    /** By proc(5); whoever asks Java's management loads 120 classes. */
    private static long limit() {
        try {
            for (final String line : Files.readAllLines(LIMITS)) {
                if (line.startsWith(NAME)) {
                    return Long.parseLong(line.substring(NAME.length()).trim().split("\\s+", 2)[0]);
                }
            }
        } catch (final IOException | NumberFormatException untold) {
            return Long.MAX_VALUE; // "unlimited", or another system
        }
        return Long.MAX_VALUE;
    }
}
