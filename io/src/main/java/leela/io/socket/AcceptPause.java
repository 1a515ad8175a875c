package leela.io.socket;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.engine.runtime.RateLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pause after an accept that failed: the process has no file descriptor left, and asking again at once gives none.
 * Whoever connects meanwhile waits with the kernel.
 * Thread: that of the selector whose keys these are.
 */
public final class AcceptPause {

    private static final long PAUSE_MS = 100;

    private static final long PAUSE_NS = PAUSE_MS * 1_000_000;
    private static final long LOG_PERIOD_NS = 60 * Clock.NANOS_PER_SECOND;
    private static final Logger LOG = LoggerFactory.getLogger(AcceptPause.class);

    private final String listener;
    private final List<SelectionKey> keys;
    private final Clock clock;
    private final Counters counters;
    private final Counter failures;
    private final RateLimit logLimit = new RateLimit(LOG_PERIOD_NS);
    private boolean isPausing;
    private long failedNs;

    /**
     * @param listener what listens, for people
     * @param keys     those that accept
     * @param failures counts accepts that failed
     */
    public AcceptPause(
            final String listener,
            final List<SelectionKey> keys,
            final ReceiverContext context,
            final Counter failures) {
        this.listener = listener;
        this.keys = List.copyOf(keys);
        clock = context.clock();
        counters = context.counters();
        this.failures = failures;
    }

    /** The next connection that waits, not blocking; null where there is none, or it could not be accepted. */
    public SocketChannel accept(final ServerSocketChannel channel) {
        try {
            return channel.accept();
        } catch (final IOException failed) {
            begin(failed);
            return null;
        }
    }

    /** How long to select at most: a pause's length while there is one, else {@code elseMs}. */
    public long timeoutMs(final long elseMs) {
        return isPausing ? PAUSE_MS : elseMs;
    }

    /** Accepts again once the pause is over, whatever else happened meanwhile. */
    public void resume() {
        if (isPausing && clock.ticksNs() - failedNs >= PAUSE_NS) {
            isPausing = false;
            keys.forEach(key -> key.interestOps(SelectionKey.OP_ACCEPT));
        }
    }

    private void begin(final IOException failed) {
        final long nowNs = clock.ticksNs();
        failedNs = nowNs;
        isPausing = true;
        keys.forEach(key -> key.interestOps(0));
        counters.increment(failures);
        if (logLimit.permits(nowNs)) {
            LOG.warn(
                    "event=accept_failed listener={} cause=\"{}\" since_last={}",
                    listener,
                    failed.getMessage(),
                    logLimit.takeHeldBack());
        }
    }
}
