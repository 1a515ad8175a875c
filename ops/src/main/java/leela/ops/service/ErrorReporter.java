package leela.ops.service;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import leela.engine.runtime.Clock;
import leela.engine.spi.StoreException;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.errors.DistinctErrorLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where exceptions end that no part can deal with: each distinct one is logged once, and counted with its stack and
 * times in a mapped file; an {@code Error} means that an invariant is broken, and stops the service. A store that does
 * not do as it is asked is no fault of the engine's: one line tells of it, each time it begins.
 * Thread: any.
 */
final class ErrorReporter implements ErrorHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorReporter.class);
    private static final int MAX_LOGGED = 200;
    private static final long NS_PER_MS = 1_000_000;

    private final DistinctErrorLog distinct;
    private final Runnable onFatal;
    private final Set<Integer> logged = ConcurrentHashMap.newKeySet();
    private volatile boolean isFatal;

    /** {@code onFatal} is called by the thread that failed, so it must not wait. */
    ErrorReporter(final AtomicBuffer buffer, final Clock clock, final Runnable onFatal) {
        distinct = new DistinctErrorLog(buffer, () -> clock.timeNs() / NS_PER_MS);
        this.onFatal = onFatal;
    }

    /** Whether something was broken beyond repair. */
    boolean isFatal() {
        return isFatal;
    }

    /** How many distinct faults there were, up to a bound. */
    int distinctCount() {
        return logged.size();
    }

    @Override
    public void onError(final Throwable fault) {
        if (fault instanceof StoreException refused) {
            LOG.warn("event=store_refused reason=\"{}\"", refused.getMessage());
            return;
        }
        distinct.record(fault);
        if (logged.size() < MAX_LOGGED && logged.add(signature(fault))) {
            LOG.error("event=fault kind={} message=\"{}\"", fault.getClass().getName(), fault.getMessage(), fault);
        }
        if (fault instanceof Error) {
            isFatal = true;
            onFatal.run();
        }
    }

    private static int signature(final Throwable fault) {
        return Objects.hash(fault.getClass(), Arrays.hashCode(fault.getStackTrace()));
    }
}
