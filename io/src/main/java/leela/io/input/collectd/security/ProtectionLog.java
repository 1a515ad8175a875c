package leela.io.input.collectd.security;

import leela.engine.refusal.Evidence;
import leela.engine.runtime.Clock;
import leela.engine.runtime.RateLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one decoder logs about packets of users it cannot verify: at most one line a minute and user.
 * Thread: its decoder's.
 * Memory: a line's.
 */
final class ProtectionLog {

    private static final Logger LOG = LoggerFactory.getLogger(ProtectionLog.class);
    private static final long PERIOD_NS = 60 * Clock.NANOS_PER_SECOND;

    /** A limit of its own for each user, so that one with a wrong password does not hide another. */
    static RateLimit userLimit() {
        return new RateLimit(PERIOD_NS);
    }

    /** @param refused packets of this user refused so far */
    void wrongPassword(
            final User user,
            final String cause,
            final long refused,
            final RateLimit limit,
            final long nowNs,
            final Evidence evidence) {
        if (limit.permits(nowNs)) {
            LOG.warn(
                    "event=collectd.packet.refused cause={} user=\"{}\" sender={} refused={} held_back={}",
                    cause,
                    user,
                    evidence.sender(),
                    refused,
                    limit.takeHeldBack());
        }
    }
}
