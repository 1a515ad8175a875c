package leela.engine.alert;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leela.engine.dmproc.due.Watch;
import leela.engine.dmproc.due.WatchTime;
import leela.engine.dmproc.grouping.TagValue;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.running.WatchingSink;
import leela.engine.runtime.HeapShare;
import leela.engine.series.Series;

/**
 * One alert on the live stream: its groups, and what is told of them.
 * Thread: the query thread.
 * Memory: a group, by its name, charged to the query; those that are open stay when their series are gone, at most
 * {@value #MOST_GONE}.
 */
public final class AlertRun implements WatchingSink {

    /** So many open groups without a series are kept; beyond it the next is forgotten when its series go. */
    static final int MOST_GONE = 100_000;

    private final Alerts alerts;
    private final AlertProgram program;
    private final AlertRules rules;
    private final Map<String, AlertGroup> groups = new HashMap<>();
    private final Map<String, SilentCause> causes = new HashMap<>();
    private final boolean isGrouped;
    private final String note;
    private WatchTime time;
    private boolean isEnded;
    private int gone;

    AlertRun(final Alerts alerts, final AlertProgram program) {
        this.alerts = alerts;
        this.program = program;
        rules = new AlertRules(program);
        note = program.filledNote();
        isGrouped = !program.program().naming().by().isEmpty();
    }

    String name() {
        return program.name();
    }

    AlertProgram program() {
        return program;
    }

    AlertRules rules() {
        return rules;
    }

    WatchTime time() {
        return time;
    }

    /** Nothing is told any more. */
    boolean isEnded() {
        return isEnded;
    }

    @Override
    public byte[] statement() {
        return program.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void onBegin(final WatchTime newTime) {
        time = newTime;
        for (final GroupRecord record : alerts.begin(this)) {
            final AlertGroup group = new AlertGroup(this, record);
            groups.put(record.group(), group);
            group.begin();
            gone++;
        }
    }

    @Override
    public Watch watch(final Series name, final List<String> keys) {
        final String text = new String(name.key(), StandardCharsets.UTF_8);
        final AlertGroup known = groups.get(text);
        if (known != null) {
            gone -= known.hasSeries() ? 0 : 1;
            known.hasSeries(true);
            return known;
        }
        final AlertGroup born = new AlertGroup(this, text, keys);
        born.hasSeries(true);
        groups.put(text, born);
        if (program.noData().isWatched()) {
            born.begin();
            // who dies while the engine is down is missed all the same
            alerts.change(List.of(born.record()), null);
        }
        return born;
    }

    @Override
    public int watchBytes() {
        return AlertGroup.BYTES + 16 * HeapShare.referenceBytes();
    }

    @Override
    public void onEnded() {
        isEnded = true;
        alerts.end(this);
    }

    /** Its groups go on as those of another run of the same alert. */
    List<GroupRecord> handOver() {
        isEnded = true;
        return groups.values().stream().map(AlertGroup::record).toList();
    }

    /** The last series of a group has gone: what is not open is forgotten. */
    void onGone(final AlertGroup group) {
        group.hasSeries(false);
        if (!group.isOpen() && !program.noData().isWatched() || gone >= MOST_GONE) {
            groups.remove(group.name());
            time.await(group, AlertGroup.NEVER);
            group.forget();
        } else {
            gone++;
        }
    }

    // ---- what is told

    /** Nobody is told. */
    void change(final AlertGroup group) {
        alerts.change(List.of(group.record()), null);
    }

    /** People are told of one group. */
    void tell(final AlertGroup group, final AlertState from, final AlertState to, final int series) {
        final long number = alerts.nextNumber();
        group.told(to, number);
        final Transition transition = transition(
                number, group.opened(), from, to, group, group.name(), group.labels(), series, group.sinceNs());
        alerts.change(List.of(group.record()), transition);
        time.onOutput(group.nameBytes(), number * AlertState.values().length + to.ordinal(), transition.timeNs());
    }

    /**
     * People are told of groups of one cause at once, by the name of one of them or, where that is null, of the cause;
     * gives the number of what they are told.
     */
    long tell(
            final SilentCause cause,
            final List<AlertGroup> of,
            final AlertGroup as,
            final AlertState from,
            final AlertState to,
            final AlertState believed) {
        final AlertGroup first = of.get(0);
        final long number = alerts.nextNumber();
        final List<GroupRecord> records = new ArrayList<>(of.size());
        final long opened = first.opened();
        for (final AlertGroup group : of) {
            group.told(believed, number);
            records.add(group.record());
        }
        final boolean isOne = as != null;
        final List<String> labels = isOne ? as.labels() : isGrouped ? List.of(cause.name()) : List.of();
        final Transition transition = transition(
                number,
                isOne ? first.opened() : to.isOpen() ? number : opened,
                from,
                to,
                first,
                isOne ? as.name() : cause.name(),
                labels,
                of.size(),
                first.sinceNs());
        alerts.change(records, transition);
        time.onOutput(first.nameBytes(), number * AlertState.values().length + to.ordinal(), transition.timeNs());
        return number;
    }

    private Transition transition(
            final long number,
            final long opened,
            final AlertState from,
            final AlertState to,
            final AlertGroup group,
            final String name,
            final List<String> labels,
            final int series,
            final long sinceNs) {
        return new Transition(
                number,
                opened,
                program.name(),
                name,
                labels,
                from,
                to,
                sinceNs,
                isByClock(from) || isByClock(to) ? time.nowNs() : group.timeNs(),
                group.value(),
                program.severity(),
                program.recipients(),
                note,
                series,
                group.name(),
                time.nowNs());
    }

    private static boolean isByClock(final AlertState state) {
        return state == AlertState.UNKNOWN || state == AlertState.FLAPPING;
    }

    /** What a group shares with others that fall silent with it. */
    SilentCause cause(final AlertGroup group) {
        final String cause = causeName(group);
        return causes.computeIfAbsent(cause, name -> new SilentCause(this, name));
    }

    /** Whether people were told of the silence of others with its own, and they are silent still. */
    boolean isSilentWith(final AlertGroup group) {
        return groups.values().stream()
                .anyMatch(one -> one != group && one.told() == AlertState.UNKNOWN && one.opened() == group.opened());
    }

    void forget(final SilentCause cause) {
        causes.remove(cause.name(), cause);
    }

    /** The first key of its group, or else its host. */
    private String causeName(final AlertGroup group) {
        if (isGrouped) {
            return group.labels().isEmpty() ? group.name() : group.labels().get(0);
        }
        final byte[] host = TagValue.of("host", group.nameBytes());
        final String name = group.name();
        final int dot = name.indexOf('.');
        return host != null ? new String(host, StandardCharsets.UTF_8) : dot > 0 ? name.substring(0, dot) : name;
    }
}
