package leela.engine.alert;

import java.nio.charset.StandardCharsets;
import java.util.List;
import leela.engine.dmproc.due.Due;
import leela.engine.dmproc.due.Watch;
import leela.engine.dmproc.language.AlertProgram.Flap;
import leela.engine.dmproc.language.AlertProgram.NoData;
import leela.engine.runtime.HeapShare;

/**
 * One group of an alert: how it stands, what people believe of it, and what it waits for. An event writes when it came,
 * and nothing else: the clock looks there when the time is over that it was armed with.
 * Thread: the query thread.
 * Memory: {@link #BYTES}, and the times of changes once people were told of one.
 * Units: epoch ns; of values those of their events, of silence those of the stream's clock.
 */
final class AlertGroup extends Watch {

    /** With its name and its place among the groups. */
    static final int BYTES = Due.BYTES + 9 * HeapShare.referenceBytes() + 7 * Long.BYTES + 16 + 160;

    /** An interval where the client does not tell one. */
    static final int USUAL_INTERVAL_MS = 10_000;

    private static final long NANOS_PER_MS = 1_000_000;

    private final AlertRun run;
    private final String name;
    private final List<String> labels;
    private final Standing standing = new Standing();
    private AlertState told = AlertState.OK;
    private long opened;
    private double value = Double.NaN;
    private long timeNs;
    private long lastSampleNs;
    private int intervalMs;
    private Flaps flaps;
    /** What it waits with to be told; null where it does not. */
    private SilentCause gathering;

    private boolean hasSeries;
    /** Others know of it, beyond the ring. */
    private boolean isKnown;
    /** It was closed, and begins anew with its next sample. */
    private boolean isForgotten;

    AlertGroup(final AlertRun run, final String name, final List<String> labels) {
        this.run = run;
        this.name = name;
        this.labels = labels;
    }

    /** As in an earlier run. */
    AlertGroup(final AlertRun run, final GroupRecord record) {
        this(run, record.group(), record.labels());
        restore(record);
        told = record.told();
        opened = record.opened();
        isKnown = true;
        value = record.value();
        timeNs = record.timeNs();
        if (!record.changesNs().isEmpty() || record.isFlapping()) {
            final Flap flap = run.program().flap();
            flaps = new Flaps((int) flap.count(), flap.in().ns());
            flaps.restore(record.changesNs(), record.isFlapping(), run.time().nowNs());
        }
    }

    /** What was to be told of silence, and was not, is to happen once more. */
    private void restore(final GroupRecord record) {
        final boolean wasSilent = record.state() == AlertState.UNKNOWN;
        if (wasSilent && record.told() != AlertState.UNKNOWN && !record.isFlapping()) {
            standing.restore(record.before(), record.before(), record.sinceNs());
        } else if (!wasSilent && record.told() == AlertState.UNKNOWN && !record.isFlapping()) {
            standing.restore(AlertState.UNKNOWN, record.state(), record.sinceNs());
        } else {
            standing.restore(record.state(), record.before(), record.sinceNs());
        }
    }

    AlertRun run() {
        return run;
    }

    String name() {
        return name;
    }

    byte[] nameBytes() {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    List<String> labels() {
        return labels;
    }

    AlertState state() {
        return standing.state();
    }

    AlertState told() {
        return told;
    }

    long sinceNs() {
        return standing.sinceNs();
    }

    long timeNs() {
        return timeNs;
    }

    double value() {
        return value;
    }

    /** The number of the transition that opened it; of one that is over, that one's too. */
    long opened() {
        return opened;
    }

    boolean hasSeries() {
        return hasSeries;
    }

    void hasSeries(final boolean newHasSeries) {
        hasSeries = newHasSeries;
    }

    boolean isKnown() {
        return isKnown;
    }

    void isKnown(final boolean newIsKnown) {
        isKnown = newIsKnown;
    }

    boolean isForgotten() {
        return isForgotten;
    }

    boolean isOpen() {
        return told.isOpen() || standing.state() != AlertState.OK;
    }

    /** The last that others hear of it. */
    GroupRecord closed() {
        return new GroupRecord(
                run.name(),
                name,
                labels,
                AlertState.CLOSED,
                AlertState.CLOSED,
                AlertState.CLOSED,
                standing.sinceNs(),
                timeNs,
                value,
                0,
                false,
                List.of());
    }

    /** Nothing of it is known, until its next sample comes. */
    void beginAnew() {
        forget();
        standing.set(AlertState.OK, run.time().nowNs());
        told = AlertState.OK;
        value = Double.NaN;
        flaps = null;
        isKnown = false;
        isForgotten = true;
    }

    GroupRecord record() {
        return new GroupRecord(
                run.name(),
                name,
                labels,
                standing.state(),
                standing.before(),
                told,
                standing.sinceNs(),
                timeNs,
                value,
                told.isOpen() ? opened : 0,
                isFlapping(),
                flaps == null ? List.of() : flaps.told());
    }

    /** It waits for its next sample, from now on. */
    void begin() {
        lastSampleNs = run.time().nowNs();
        arm();
    }

    @Override
    public void onResult(final double x, final long atNs) {
        if (run.isEnded()) {
            return;
        }
        wake();
        final AlertState was = standing.state();
        run.rules().onValue(standing, x, atNs);
        value = x;
        timeNs = atNs;
        if (standing.state() != was) {
            onChange(was);
        }
    }

    @Override
    public void onSample(final long atNs, final int newIntervalMs) {
        if (run.isEnded()) {
            return;
        }
        lastSampleNs = run.time().nowNs();
        intervalMs = newIntervalMs;
        wake();
        if (standing.state() == AlertState.UNKNOWN) {
            run.rules().onSample(standing, atNs);
            onChange(AlertState.UNKNOWN);
        }
    }

    /** It was closed, and is there again. */
    private void wake() {
        if (isForgotten) {
            isForgotten = false;
            if (isWatched()) {
                begin();
                run.change(this);
            }
        }
    }

    @Override
    public void onGone() {
        run.onGone(this);
    }

    @Override
    public void onDue() {
        if (run.isEnded()) {
            return;
        }
        final long nowNs = run.time().nowNs();
        if (isFlapping()) {
            onFlapsDue(nowNs);
        }
        if (isWatched() && nowNs - lastSampleNs >= noDataNs() && run.rules().tellSilenceNs(nowNs) <= nowNs) {
            final AlertState was = standing.state();
            run.rules().onSilence(standing, lastSampleNs);
            onChange(was);
        }
        arm();
    }

    /** Silence goes on where it was; where the clock was set back behind the last sample, it begins anew. */
    @Override
    public void onClockStep(final long byNs, final long nowNs) {
        lastSampleNs = stepped(lastSampleNs, byNs, nowNs);
        if (flaps != null) {
            flaps.onClockStep(byNs, nowNs);
        }
        arm();
    }

    /** People were told of this state. */
    void told(final AlertState to, final long number) {
        if (!told.isOpen()) {
            opened = number;
        }
        told = believed(to);
        gathering = null;
    }

    /** It does not wait to be told any more. */
    void forget() {
        if (gathering != null) {
            gathering.remove(this);
            gathering = null;
        }
    }

    private void onChange(final AlertState was) {
        final AlertState to = standing.state();
        if (to == AlertState.UNKNOWN || was == AlertState.UNKNOWN) {
            arm();
        }
        forget();
        final AlertState believed = believed(to);
        if (isFlapping()) {
            flaps.isTold(run.time().nowNs());
            run.change(this);
        } else if (believed == told) {
            run.change(this);
        } else if (to == AlertState.UNKNOWN || told == AlertState.UNKNOWN && believed == AlertState.OK) {
            gathering = run.cause(this);
            gathering.add(this);
        } else if (mayTell()) {
            run.tell(this, told == AlertState.OK ? was : told, to, 1);
        } else {
            run.tell(this, told, AlertState.FLAPPING, 1);
            arm();
        }
    }

    /** A hold is nothing to people. */
    private static AlertState believed(final AlertState state) {
        return state == AlertState.PENDING ? AlertState.OK : state;
    }

    private boolean mayTell() {
        if (flaps == null) {
            final Flap flap = run.program().flap();
            flaps = new Flaps((int) flap.count(), flap.in().ns());
        }
        return flaps.isTold(run.time().nowNs());
    }

    private boolean isFlapping() {
        return flaps != null && flaps.isFlapping();
    }

    private void onFlapsDue(final long nowNs) {
        if (flaps.isCalm(nowNs)) {
            flaps.end();
            final AlertState to = standing.state();
            run.tell(this, AlertState.FLAPPING, to, 1);
        } else if (flaps.isDigestDue(nowNs)) {
            final int untold = flaps.untold();
            flaps.digested(nowNs);
            run.tell(this, AlertState.FLAPPING, AlertState.FLAPPING, untold);
        }
    }

    private boolean isWatched() {
        return run.program().noData().isWatched() && standing.state() != AlertState.UNKNOWN;
    }

    private void arm() {
        long dueNs = isFlapping() ? flaps.dueNs() : NEVER;
        if (isWatched()) {
            final long silentNs = lastSampleNs + noDataNs();
            final long nowNs = run.time().nowNs();
            dueNs = Math.min(dueNs, silentNs > nowNs ? silentNs : run.rules().tellSilenceNs(nowNs));
        }
        run.time().await(this, dueNs);
    }

    private long noDataNs() {
        final NoData noData = run.program().noData();
        return noData.intervals() == 0
                ? noData.after().ns()
                : noData.intervals() * (intervalMs > 0 ? intervalMs : USUAL_INTERVAL_MS) * NANOS_PER_MS;
    }
}
