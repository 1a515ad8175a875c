package leela.io.socket;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many files and sockets this process may have open (RLIMIT_NOFILE).
 * Thread: any.
 */
public final class DescriptorLimit {

    private static final Logger LOG = LoggerFactory.getLogger(DescriptorLimit.class);

    private DescriptorLimit() {}

    /** Warns, once and in one line, where so many are more than there may be. */
    public static void check(final long needed) {
        final long limit = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        if (limit < needed) {
            LOG.warn(
                    "event=file_limit_low limit={} needed={} hint=\"raise LimitNOFILE of the service, or ulimit -n; "
                            + "beyond the limit clients wait, and storage may not write\"",
                    limit,
                    needed);
        }
    }
}
