package leela.ops.input;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import leela.engine.runtime.Clock;
import leela.io.http.status.Readiness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the machine's clock was set while the engine runs: what other clocks say is refused then.
 * Thread: {@link #look} one; {@link #parts} any.
 * Memory: the newest step.
 * Units: epoch ns.
 */
public final class ClockStepWatch {

    /** A clock that is kept right is set by less. */
    static final long LEAST_NS = Clock.NANOS_PER_SECOND;

    /** So long {@link #parts} has it, by the time that passes. */
    static final long TOLD_NS = 3_600 * Clock.NANOS_PER_SECOND;

    private static final Logger LOG = LoggerFactory.getLogger(ClockStepWatch.class);

    private record Step(long seconds, Instant at, long ticksNs) {}

    private final Clock clock;
    private long offsetNs;
    private volatile Step newest;

    public ClockStepWatch(final Clock clock) {
        this.clock = clock;
        offsetNs = clock.timeNs() - clock.ticksNs();
    }

    /** Tells the log of each step once. */
    public void look() {
        final long ticksNs = clock.ticksNs();
        final long nowNs = clock.timeNs();
        final long byNs = nowNs - ticksNs - offsetNs;
        offsetNs += byNs;
        if (Math.abs(byNs) > LEAST_NS) {
            final long seconds = Math.round(byNs / (double) Clock.NANOS_PER_SECOND);
            newest = new Step(seconds, Instant.EPOCH.plusNanos(nowNs).truncatedTo(ChronoUnit.SECONDS), ticksNs);
            LOG.warn(
                    "event=clock_stepped seconds={} hint=\"the machine's clock was set, or it slept; values by other"
                            + " clocks may be refused as time_range\"",
                    seconds);
        }
    }

    /** For an hour after a step. It is no fault of the engine, so all stays ready. */
    public List<Readiness.Part> parts() {
        final Step step = newest;
        if (step == null || clock.ticksNs() - step.ticksNs() >= TOLD_NS) {
            return List.of();
        }
        return List.of(new Readiness.Part(
                "clock",
                true,
                "went " + (step.seconds() < 0 ? "back" : "forward") + " by " + Math.abs(step.seconds()) + " s to "
                        + step.at() + ": values by other clocks may be refused as time_range"));
    }
}
