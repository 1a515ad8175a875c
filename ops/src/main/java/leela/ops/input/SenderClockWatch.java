package leela.ops.input;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.refusal.SenderClocks;
import leela.engine.runtime.Clock;
import leela.io.http.status.Readiness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Senders whose clocks are off: their values are stored at times that nobody looks at, and no alert fires by them.
 * Thread: {@link #look} one; {@link #parts} any.
 * Memory: the names of those that the log was told of.
 */
public final class SenderClockWatch {

    private static final Logger LOG = LoggerFactory.getLogger(SenderClockWatch.class);
    private static final long MINUTE_S = 60;
    private static final long HOUR_S = 60 * MINUTE_S;
    private static final long DAY_S = 24 * HOUR_S;

    private final SenderClocks clocks;
    private final Clock clock;
    private final Counters counters;
    private Set<String> toldOf = new HashSet<>();

    public SenderClockWatch(final SenderClocks clocks, final Clock clock, final Counters counters) {
        this.clocks = clocks;
        this.clock = clock;
        this.counters = counters;
    }

    /** Tells the log of each once, until it is right again. */
    public void look() {
        final List<SenderClocks.Off> all = clocks.off(clock.timeNs());
        counters.set(EngineCounter.SENDERS_OFF, all.size());
        final Set<String> now = new HashSet<>();
        for (final SenderClocks.Off one : all) {
            now.add(one.sender());
            if (!toldOf.contains(one.sender())) {
                LOG.warn(
                        "event=sender_clock_off sender=\"{}\" off=\"{}\" key=\"{}\" hint=\"windows and alerts leave its"
                                + " values out; set the clock of who makes them\"",
                        one.sender(),
                        distance(one.behindNs()),
                        one.key());
            }
        }
        toldOf.stream()
                .filter(sender -> !now.contains(sender))
                .forEach(sender -> LOG.info("event=sender_clock_right sender=\"{}\"", sender));
        toldOf = now;
    }

    /** One where there is something to tell. It is no fault of the engine, so all stays ready. */
    public List<Readiness.Part> parts() {
        final List<SenderClocks.Off> all = clocks.off(clock.timeNs());
        if (all.isEmpty()) {
            return List.of();
        }
        final SenderClocks.Off first = all.get(0);
        return List.of(new Readiness.Part(
                "sender clocks",
                true,
                "what " + first.sender() + " sends is " + distance(first.behindNs()) + " the clock, such as "
                        + first.key() + ": windows and alerts leave it out"
                        + (all.size() == 1 ? "" : "; so it is of " + (all.size() - 1) + " more senders")));
    }

    /** {@code 2 h behind}. */
    static String distance(final long behindNs) {
        final long seconds = Math.abs(behindNs) / Clock.NANOS_PER_SECOND;
        final String length = seconds >= 2 * DAY_S
                ? seconds / DAY_S + " d"
                : seconds >= 2 * HOUR_S ? seconds / HOUR_S + " h" : seconds / MINUTE_S + " min";
        return length + (behindNs > 0 ? " behind" : " ahead of");
    }
}
