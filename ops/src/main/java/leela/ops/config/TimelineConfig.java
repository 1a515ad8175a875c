package leela.ops.config;

import java.time.Duration;
import leela.engine.ring.Limits;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.FixedClockRules;
import leela.engine.timeline.IntervalRules;
import leela.engine.timeline.Rules;

/**
 * The section [timeline]: how metrics become events, and the sockets on both sides of that.
 * Thread: immutable.
 *
 * @param clock       shortest time between two samples that give a rate, for all series; or {@link #AUTO}
 * @param ttl         longest; a series idle for as long, or for three of its intervals, is purged
 * @param counterFall what a falling counter means
 * @param databus     name of the socket that takes metrics
 * @param multicast   name of the socket where peers register for every event
 * @param anycast     name of the socket where peers register for a share of the events
 * @param maxFuture   how far ahead of now a metric's time may lie
 * @param maxPast     how far behind; {@link #NO_LIMIT} for no limit
 */
public record TimelineConfig(
        Duration clock,
        Duration ttl,
        CounterFall counterFall,
        String databus,
        String multicast,
        String anycast,
        Duration maxFuture,
        Duration maxPast) {

    /** In place of one clock period for all: each series by its own interval. */
    public static final Duration AUTO = Duration.ofNanos(-1);

    private static final Duration SHORTEST_TTL = Duration.ofSeconds(1);

    public static final Duration NO_LIMIT = Duration.ofNanos(Limits.UNLIMITED);
    public static final TimelineConfig DEFAULT = new TimelineConfig(
            AUTO,
            Duration.ofHours(1),
            CounterFall.AUTO,
            "timeline-databus",
            "timeline-multicast",
            "timeline-anycast",
            Duration.ofHours(1),
            NO_LIMIT);

    public TimelineConfig {
        if (clock.isZero()) {
            throw new IllegalArgumentException("timeline.clock: 0s (expected: auto, or a time > 0)");
        }
        final Duration shortest = clock.equals(AUTO) ? SHORTEST_TTL : clock;
        if (ttl.compareTo(shortest) < 0) {
            throw new IllegalArgumentException("timeline.ttl: " + Quantity.ofTime(ttl) + " (expected: at least "
                    + (clock.equals(AUTO) ? "" : "timeline.clock, ") + Quantity.ofTime(shortest) + ")");
        }
        Checks.given("timeline.databus", databus);
        Checks.given("timeline.multicast", multicast);
        Checks.given("timeline.anycast", anycast);
    }

    public Rules rules() {
        return clock.equals(AUTO)
                ? new IntervalRules(ttl.toNanos(), counterFall)
                : new FixedClockRules(clock.toNanos(), ttl.toNanos(), counterFall);
    }

    Limits limits() {
        return new Limits(maxFuture.toNanos(), maxPast.toNanos());
    }
}
