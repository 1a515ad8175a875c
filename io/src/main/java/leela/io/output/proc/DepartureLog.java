package leela.io.output.proc;

import leela.engine.runtime.Clock;
import leela.engine.runtime.RateLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is logged of clients that leave with losses: one line a minute, with how many others there were since the last.
 * Thread: the proc thread.
 * Units: nanoseconds of the monotonic clock.
 */
final class DepartureLog {

    private static final Logger LOG = LoggerFactory.getLogger(DepartureLog.class);
    private static final long PERIOD_NS = 60 * Clock.NANOS_PER_SECOND;

    private final RateLimit limit = new RateLimit(PERIOD_NS);
    private long unsaid;

    void onGone(final ProcFigures client, final long nowNs) {
        if (client.lost() > 0 && says(client, nowNs)) {
            LOG.warn("{}", line(client));
        } else {
            LOG.debug(
                    "event=proc_client_gone client={} sent={} lost={}", client.client(), client.sent(), client.lost());
        }
    }

    /** Whether this one has a line of its own; else the next one tells of it. */
    boolean says(final ProcFigures client, final long nowNs) {
        final boolean says = limit.permits(nowNs);
        unsaid += says ? 0 : client.lost();
        return says;
    }

    /** The line of one that has one, with those that had none before it. */
    String line(final ProcFigures client) {
        final long others = limit.takeHeldBack();
        final String more = others == 0 ? "" : " others=" + others + " others_lost=" + unsaid;
        unsaid = 0;
        return "event=proc_client_gone client=" + client.client() + " sent=" + client.sent() + " lost=" + client.lost()
                + more;
    }
}
