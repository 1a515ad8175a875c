package leela.engine.alert;

import leela.engine.dmproc.language.AlertProgram;

/**
 * How a group goes from state to state: this table, and nothing else.
 *
 * <pre>
 *                     fires               neither             clears                     no value    silence
 *   ok                pending, or firing  ok                  ok                         ok          unknown
 *                     where FOR is 0
 *   pending           firing after FOR    ok                  ok                         pending     unknown
 *   firing            firing              firing              ok after CALM              firing      unknown
 *   unknown, was      as ok               ok                  ok                         ok          unknown
 *     ok or pending
 *   unknown, was      firing              firing              firing, or ok where        firing      unknown
 *     firing                                                  CALM is 0
 * </pre>
 *
 * A value fires where the condition is true and the alert may begin at that hour. NaN is no value, but a sign of life.
 * Thread: one; its hours remember where they were.
 * Memory: nothing per value.
 * Units: epoch ns of the events. A time before the one that a hold began at begins it anew: a clock that was set back
 * tells nobody sooner.
 */
final class AlertRules {

    private final AlertProgram program;
    private final Hours hours;
    private final long holdNs;
    private final long calmNs;

    AlertRules(final AlertProgram program) {
        this.program = program;
        hours = program.during().map(Hours::new).orElse(null);
        holdNs = program.hold().ns();
        calmNs = program.calm().ns();
    }

    /** A value came. */
    void onValue(final Standing standing, final double x, final long timeNs) {
        if (Double.isNaN(x)) {
            onSample(standing, timeNs);
            return;
        }
        final AlertState was = standing.state() == AlertState.UNKNOWN ? returning(standing, timeNs) : standing.state();
        if (was == AlertState.FIRING) {
            whileFiring(standing, x, timeNs);
        } else if (program.condition().isTrue(x) && mayBegin(timeNs)) {
            onFiringValue(standing, was, timeNs);
        } else if (standing.state() != AlertState.OK) {
            standing.set(AlertState.OK, timeNs);
        }
    }

    /** A sample came that gave no value. */
    void onSample(final Standing standing, final long timeNs) {
        if (standing.state() == AlertState.UNKNOWN) {
            standing.set(returning(standing, timeNs), timeNs);
        }
    }

    /** No sample came for too long. */
    void onSilence(final Standing standing, final long lastNs) {
        if (standing.state() != AlertState.UNKNOWN) {
            standing.silent(lastNs);
        }
    }

    /** When silence may be told that is over the limit now: at once, or when the hours begin. */
    long tellSilenceNs(final long nowNs) {
        return hours == null ? nowNs : hours.nextOpenNs(nowNs);
    }

    private boolean mayBegin(final long timeNs) {
        return hours == null || hours.isOpen(timeNs);
    }

    /** What it goes on from after silence: nobody knows whether a hold went on. */
    private static AlertState returning(final Standing standing, final long timeNs) {
        if (standing.before() == AlertState.FIRING) {
            standing.set(AlertState.FIRING, timeNs);
            return AlertState.FIRING;
        }
        return AlertState.OK;
    }

    private void onFiringValue(final Standing standing, final AlertState was, final long timeNs) {
        if (was != AlertState.PENDING) {
            standing.set(holdNs == 0 ? AlertState.FIRING : AlertState.PENDING, timeNs);
        } else if (timeNs < standing.sinceNs()) {
            standing.set(AlertState.PENDING, timeNs);
        } else if (timeNs - standing.sinceNs() >= holdNs) {
            standing.set(AlertState.FIRING, standing.sinceNs());
        }
    }

    private void whileFiring(final Standing standing, final double x, final long timeNs) {
        if (!program.isClear(x) || program.condition().isTrue(x)) {
            standing.notClear();
        } else if (timeNs - standing.clearFrom(timeNs) >= calmNs) {
            standing.set(AlertState.OK, timeNs);
        }
    }
}
