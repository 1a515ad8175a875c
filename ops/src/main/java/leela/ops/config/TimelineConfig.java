package leela.ops.config;

import java.time.Duration;
import leela.engine.ring.Limits;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.Rules;

/**
 * The section [timeline]: how metrics become events, and the sockets on both sides of that.
 * Thread: immutable.
 *
 * @param clock       shortest time between two samples that give a rate
 * @param ttl         longest; a series idle for as long is purged
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

    public static final Duration NO_LIMIT = Duration.ofNanos(Limits.UNLIMITED);
    public static final TimelineConfig DEFAULT = new TimelineConfig(
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            CounterFall.AUTO,
            "timeline-databus",
            "timeline-multicast",
            "timeline-anycast",
            Duration.ofHours(1),
            NO_LIMIT);

    public TimelineConfig {
        if (clock.isZero()) {
            throw new IllegalArgumentException("timeline.clock: 0s (expected: > 0)");
        }
        if (ttl.compareTo(clock) < 0) {
            throw new IllegalArgumentException("timeline.ttl: " + Quantity.ofTime(ttl)
                    + " (expected: at least timeline.clock, " + Quantity.ofTime(clock) + ")");
        }
        Checks.given("timeline.databus", databus);
        Checks.given("timeline.multicast", multicast);
        Checks.given("timeline.anycast", anycast);
    }

    public Rules rules() {
        return new Rules(clock.toNanos(), ttl.toNanos(), counterFall);
    }

    public Limits limits() {
        return new Limits(maxFuture.toNanos(), maxPast.toNanos());
    }
}
