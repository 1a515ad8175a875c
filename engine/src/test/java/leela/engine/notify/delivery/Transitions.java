package leela.engine.notify.delivery;

import java.util.List;
import leela.engine.alert.AlertState;
import leela.engine.alert.Transition;

/** Transitions as tests need them. */
public final class Transitions {

    /** 2026-11-29T12:00:00Z. */
    public static final long TIME_NS = 1_795_953_600_000_000_000L;

    /** What decided came so long behind the time of its value. */
    public static final long ARRIVAL_NS = 1_200_000_000L;

    private Transitions() {}

    /** A disk of this host is full. */
    public static Transition firing(final long number, final String host, final String... recipients) {
        return of(number, number, host, AlertState.OK, AlertState.FIRING, 91.5, recipients);
    }

    /** It is no longer full, after the transition {@code opened}. */
    public static Transition resolved(
            final long number, final long opened, final String host, final String... recipients) {
        return of(number, opened, host, AlertState.FIRING, AlertState.OK, 42, recipients);
    }

    /** The same at another time. */
    public static Transition at(final long timeNs, final Transition one) {
        return new Transition(
                one.number(),
                one.opened(),
                one.alert(),
                one.group(),
                one.labels(),
                one.from(),
                one.to(),
                timeNs - 180_000_000_000L,
                timeNs,
                one.value(),
                one.severity(),
                one.recipients(),
                one.note(),
                one.series(),
                one.key(),
                timeNs + ARRIVAL_NS);
    }

    private static Transition of(
            final long number,
            final long opened,
            final String host,
            final AlertState from,
            final AlertState to,
            final double value,
            final String... recipients) {
        return new Transition(
                number,
                opened,
                "disk_full",
                host + ".df-root.percent",
                List.of(host, "root"),
                from,
                to,
                TIME_NS - 180_000_000_000L,
                TIME_NS,
                value,
                "critical",
                List.of(recipients),
                "{1}: {2} is {value}% full",
                1,
                host + ".df-root.percent",
                TIME_NS + ARRIVAL_NS);
    }
}
