package leela.io.input.collectd.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import leela.engine.runtime.Clock;
import leela.engine.runtime.RateLimit;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one decoder logs about packets of users it does not know or cannot verify: at most one line a minute and cause.
 * Thread: its decoder's.
 * Memory: a line's.
 */
final class ProtectionLog {

    private static final Logger LOG = LoggerFactory.getLogger(ProtectionLog.class);
    private static final long PERIOD_NS = 60 * Clock.NANOS_PER_SECOND;
    private static final int MAX_SHOWN_LENGTH = 64;

    private final RateLimit unknownUsers = new RateLimit(PERIOD_NS);

    /** A limit of its own for each user, so that one with a wrong password does not hide another. */
    static RateLimit userLimit() {
        return new RateLimit(PERIOD_NS);
    }

    void unknownUser(final DirectBuffer packet, final int offset, final int length, final long nowNs) {
        if (unknownUsers.permits(nowNs)) {
            LOG.warn(
                    "event=collectd.packet.refused cause=unknown_user user=\"{}\" held_back={}",
                    printable(packet, offset, length),
                    unknownUsers.takeHeldBack());
        }
    }

    /** @param refused packets of this user refused so far */
    void wrongPassword(
            final User user, final String cause, final long refused, final RateLimit limit, final long nowNs) {
        if (limit.permits(nowNs)) {
            LOG.warn(
                    "event=collectd.packet.refused cause={} user=\"{}\" refused={} held_back={}",
                    cause,
                    user,
                    refused,
                    limit.takeHeldBack());
        }
    }

    /** A stranger's bytes must not write log lines of their own. */
    private static String printable(final DirectBuffer packet, final int offset, final int length) {
        final byte[] bytes = new byte[Math.min(length, MAX_SHOWN_LENGTH)];
        packet.getBytes(offset, bytes);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] <= ' ' || bytes[i] > '~' || bytes[i] == '"') {
                bytes[i] = '?';
            }
        }
        return new String(bytes, US_ASCII);
    }
}
