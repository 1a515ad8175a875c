package leela.ops.service;

import java.time.zone.ZoneRulesProvider;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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
 * Errors: none leaves it, whatever fails in it: the thread that reports goes on. Without file descriptors even a log
 * line fails, since its classes cannot be loaded.
 */
final class ErrorReporter implements ErrorHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorReporter.class);
    private static final int MAX_LOGGED = 200;
    private static final long NS_PER_MS = 1_000_000;
    private static final long SETTLED_NS = Clock.NANOS_PER_SECOND;

    private final DistinctErrorLog distinct;
    private final Runnable onFatal;
    private final Set<Integer> logged = ConcurrentHashMap.newKeySet();
    private final AtomicLong lost = new AtomicLong();
    private final Clock clock;
    private volatile boolean isFatal;
    /** Since when and until when the store was said to refuse, by the clock's ticks; what comes later works. */
    private final AtomicReference<Outage> outage = new AtomicReference<>();

    private record Outage(long firstNs, long lastNs) {}

    /** {@code onFatal} is called by the thread that failed, so it must not wait. */
    ErrorReporter(final AtomicBuffer buffer, final Clock clock, final Runnable onFatal) {
        distinct = new DistinctErrorLog(buffer, () -> clock.timeNs() / NS_PER_MS);
        this.onFatal = onFatal;
        this.clock = clock;
        // logging reads the JDK's file of time zones before its first line, and never logs again if it cannot
        final Set<String> unused = ZoneRulesProvider.getAvailableZoneIds();
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
        try {
            report(fault);
        } catch (final Throwable unreported) {
            lost.incrementAndGet();
        }
        if (fault instanceof Error) {
            isFatal = true;
            stop();
        }
    }

    /** How often a report itself failed. */
    long lost() {
        return lost.get();
    }

    /** One line when the store, of which a line told that it refuses, does as it is asked again. */
    void lookAtStore(final boolean isRefusing) {
        final Outage known = outage.get();
        // who reports a refusal tells of its state only then
        if (known != null
                && !isRefusing
                && clock.ticksNs() - known.lastNs() >= SETTLED_NS
                && outage.compareAndSet(known, null)) {
            LOG.info(
                    "event=store_works_again seconds={}; what waited in the journal is written now",
                    TimeUnit.NANOSECONDS.toSeconds(clock.ticksNs() - known.firstNs()));
        }
    }

    private void report(final Throwable fault) {
        if (fault instanceof StoreException refused) {
            final long nowNs = clock.ticksNs();
            outage.updateAndGet(known -> new Outage(known == null ? nowNs : known.firstNs(), nowNs));
            LOG.warn("event=store_refused reason=\"{}\"", refused.getMessage());
            return;
        }
        final boolean isNew = logged.size() < MAX_LOGGED && logged.add(signature(fault));
        try {
            distinct.record(fault);
        } finally {
            if (isNew) {
                log(fault);
            }
        }
    }

    /** Without its stack, which the mapped file has, where that cannot be written. */
    private static void log(final Throwable fault) {
        final String kind = fault.getClass().getName();
        try {
            LOG.error("event=fault kind={} message=\"{}\"", kind, fault.getMessage(), fault);
        } catch (final LinkageError unloaded) {
            LOG.error("event=fault kind={} message=\"{}\" stack=\"see data_dir/errors\"", kind, fault.getMessage());
        }
    }

    private void stop() {
        try {
            onFatal.run();
        } catch (final Throwable unstopped) {
            lost.incrementAndGet();
        }
    }

    private static int signature(final Throwable fault) {
        return Objects.hash(fault.getClass(), Arrays.hashCode(fault.getStackTrace()));
    }
}
