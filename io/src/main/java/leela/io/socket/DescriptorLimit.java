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

    /**
     * Tells in one line how many there may be, and warns where more are needed. That line is the first of the log, so
     * that what logging needs is loaded while there are descriptors to load it by.
     */
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
        } else {
            LOG.info("event=file_limit limit={} needed={}", limit, needed);
        }
    }
}
