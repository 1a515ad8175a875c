package leela.engine.alert;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import leela.engine.dmproc.due.Due;
import leela.engine.dmproc.language.AlertProgram.Flap;

/**
 * What groups have in common that fall silent together, such as their host: people are told once of all that do so
 * within a moment, and once that they are back. Groups that follow within a minute belong to what was told.
 * Thread: the query thread.
 * Memory: while something of it is to be told, or may still follow.
 * Units: epoch ns of the stream's clock.
 */
final class SilentCause extends Due {

    /** So long others are waited for: silence is told within two seconds. */
    static final long GATHER_NS = 1_000_000_000;

    /** Those that follow within this time are told already. */
    static final long FOLLOW_NS = 60_000_000_000L;

    /** So many are told of at once; others are told apart. */
    static final int MOST_AT_ONCE = 10_000;

    private static final long NEVER_TOLD = Long.MIN_VALUE;

    private final AlertRun run;
    private final String name;
    private final Set<AlertGroup> silent = new LinkedHashSet<>();
    private final Set<AlertGroup> back = new LinkedHashSet<>();
    private final Flaps flaps;
    private long silentToldNs = NEVER_TOLD;
    private long backToldNs = NEVER_TOLD;
    /** What was told of nobody, since it flaps. */
    private List<AlertGroup> hidden = List.of();

    private AlertState toldLast = AlertState.OK;
    private long number;
    /** Under whose name people were told last; null where it was the cause's own. */
    private AlertGroup toldAs;

    private boolean isToldSilent;
    private boolean isToldBack;

    SilentCause(final AlertRun run, final String name) {
        this.run = run;
        this.name = name;
        final Flap flap = run.program().flap();
        flaps = new Flaps((int) flap.count(), flap.in().ns());
    }

    String name() {
        return name;
    }

    /** A group has fallen silent, or is back. */
    void add(final AlertGroup group) {
        final boolean isSilent = group.state() == AlertState.UNKNOWN;
        final long nowNs = run.time().nowNs();
        final long toldNs = isSilent ? silentToldNs : backToldNs;
        final AlertState to = isSilent ? AlertState.UNKNOWN : AlertState.OK;
        if (toldNs != NEVER_TOLD && nowNs - toldNs < FOLLOW_NS && toldLast == to) {
            group.told(to, number);
            run.change(group);
            return;
        }
        final Set<AlertGroup> gathered = isSilent ? silent : back;
        gathered.add(group);
        if (gathered.size() >= MOST_AT_ONCE) {
            tell(nowNs);
        } else if (silent.size() + back.size() == 1) {
            run.time().await(this, nowNs + GATHER_NS);
        }
    }

    void remove(final AlertGroup group) {
        silent.remove(group);
        back.remove(group);
    }

    @Override
    public void onDue() {
        if (run.isEnded()) {
            return;
        }
        final long nowNs = run.time().nowNs();
        tell(nowNs);
        if (flaps.isFlapping() && flaps.isCalm(nowNs)) {
            flaps.end();
            final List<AlertGroup> left = hidden.stream().filter(run::has).toList();
            if (!left.isEmpty()) {
                number = run.tell(this, left, toldAs, AlertState.FLAPPING, toldLast, toldLast);
            }
            hidden = List.of();
        }
        final long newestNs = Math.max(silentToldNs, backToldNs);
        final long endNs =
                newestNs + Math.max(FOLLOW_NS, run.program().flap().in().ns());
        if (newestNs == NEVER_TOLD || nowNs >= endNs) {
            run.forget(this);
        } else {
            run.time().await(this, endNs);
        }
    }

    @Override
    public void onClockStep(final long byNs, final long nowNs) {
        if (silentToldNs != NEVER_TOLD) {
            silentToldNs = stepped(silentToldNs, byNs, nowNs);
        }
        if (backToldNs != NEVER_TOLD) {
            backToldNs = stepped(backToldNs, byNs, nowNs);
        }
        flaps.onClockStep(byNs, nowNs);
        run.time().await(this, nowNs + GATHER_NS);
    }

    private void tell(final long nowNs) {
        if (!silent.isEmpty()) {
            silentToldNs = nowNs;
            tell(silent, AlertState.OK, AlertState.UNKNOWN, nowNs);
        }
        if (!back.isEmpty()) {
            backToldNs = nowNs;
            tell(back, AlertState.UNKNOWN, AlertState.OK, nowNs);
        }
    }

    private void tell(final Set<AlertGroup> gathered, final AlertState from, final AlertState to, final long nowNs) {
        final List<AlertGroup> groups = new ArrayList<>(gathered);
        gathered.clear();
        toldLast = to;
        final boolean wasFlapping = flaps.isFlapping();
        if (flaps.isTold(nowNs)) {
            final AlertState was = groups.size() == 1 ? groups.get(0).told() : from;
            number = run.tell(this, groups, name(groups, to), was, to, to);
        } else if (!wasFlapping) {
            hidden = groups;
            number = run.tell(this, groups, name(groups, to), from, AlertState.FLAPPING, to);
        } else {
            hidden = groups;
            groups.forEach(group -> group.told(to, number));
            groups.forEach(run::change);
        }
    }

    /**
     * Who is alone is told of by its own name, and whose silence was told so is back under that name: else those that
     * know alerts by their names would not see it end.
     */
    private AlertGroup name(final List<AlertGroup> groups, final AlertState to) {
        final boolean isSilent = to == AlertState.UNKNOWN;
        if (isSilent || !isToldSilent) {
            final AlertGroup first = groups.get(0);
            final boolean isAlone = groups.size() == 1 && (isSilent || isToldBack || !run.isSilentWith(first));
            toldAs = isAlone ? first : null;
        }
        isToldSilent = isSilent;
        isToldBack = !isSilent;
        return toldAs;
    }
}
