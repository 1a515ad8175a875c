package leela.engine.alert;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
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
 * Memory: a group, by its name, charged to the query; those that are open stay when their series are gone, within a
 * bound for all alerts.
 */
public final class AlertRun implements WatchingSink {

    /** A number for each state that was there when results were first hashed. */
    private static final int STATES = 5;

    private static final String NOT_SEEN =
            "{group}: not seen any more, and forgotten, since too many alerts of series that are gone are open";

    private final Alerts alerts;
    private final AlertProgram program;
    private final AlertRules rules;
    private final Map<String, AlertGroup> groups = new HashMap<>();
    private final Map<String, SilentCause> causes = new HashMap<>();
    private final boolean isGrouped;
    private final String note;
    private WatchTime time;
    private boolean isEnded;

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
            alerts.gone().await(group, time.nowNs());
        }
    }

    @Override
    public Watch watch(final Series name, final List<String> keys) {
        final String text = new String(name.key(), StandardCharsets.UTF_8);
        final AlertGroup known = groups.get(text);
        if (known != null) {
            alerts.gone().remove(known);
            known.hasSeries(true);
            return known;
        }
        final AlertGroup born = new AlertGroup(this, text, keys);
        born.hasSeries(true);
        groups.put(text, born);
        if (program.noData().isWatched()) {
            born.begin();
            // who dies while the engine is down is missed all the same
            change(born);
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
        groups.values().forEach(alerts.gone()::remove);
        alerts.end(this);
    }

    /** Its groups go on as those of another run of the same alert. */
    List<GroupRecord> handOver() {
        isEnded = true;
        groups.values().forEach(alerts.gone()::remove);
        return groups.values().stream()
                .filter(group -> !group.isForgotten())
                .map(AlertGroup::record)
                .toList();
    }

    /** The last series of a group has gone: what is not open is forgotten. */
    void onGone(final AlertGroup group) {
        if (isEnded) {
            // it is taken apart, whenever there is time
            return;
        }
        group.hasSeries(false);
        if (group.isForgotten() || !group.isOpen() && !program.noData().isWatched()) {
            remove(group);
            if (group.isKnown()) {
                alerts.change(List.of(group.closed()), null);
            }
        } else {
            alerts.gone().add(group, time.nowNs());
        }
    }

    private void remove(final AlertGroup group) {
        groups.remove(group.name());
        alerts.gone().remove(group);
        time.await(group, AlertGroup.NEVER);
        group.forget();
    }

    /** Whether it is one of these still. */
    boolean has(final AlertGroup group) {
        return groups.get(group.name()) == group && !group.isForgotten();
    }

    // ---- what is closed

    /** Somebody closes all that people were told under this number; gives of how many groups that was. */
    int close(final long opened, final String newNote) {
        final List<AlertGroup> all = groups.values().stream()
                .filter(group -> group.told().isOpen() && group.opened() == opened)
                .sorted(Comparator.comparing(AlertGroup::name))
                .toList();
        if (!all.isEmpty()) {
            close(all, newNote);
        }
        return all.size();
    }

    /** The same of all numbers. */
    int closeAll(final String newNote) {
        return groups.values().stream()
                .filter(group -> group.told().isOpen())
                .map(AlertGroup::opened)
                .sorted()
                .distinct()
                .toList()
                .stream()
                .mapToInt(opened -> close(opened, newNote))
                .sum();
    }

    /** There is no room for these any more, which all were told as one, or none of them was. */
    void closeGone(final List<AlertGroup> oldest) {
        alerts.onNoRoom(oldest.size());
        final AlertGroup first = oldest.get(0);
        if (first.told().isOpen()) {
            close(oldest, NOT_SEEN);
        } else if (program.noData().isWatched()) {
            oldest.forEach(group -> close(List.of(group), NOT_SEEN));
        } else {
            oldest.forEach(this::remove);
            alerts.change(oldest.stream().map(AlertGroup::closed).toList(), null);
        }
    }

    /** A group that has series begins anew with the next sample. */
    private void close(final List<AlertGroup> all, final String newNote) {
        final AlertGroup first = all.get(0);
        final boolean isOne = all.size() == 1;
        final String cause = causeName(first);
        final long number = alerts.nextNumber();
        final Transition transition = transition(
                        number,
                        first.told().isOpen() ? first.opened() : number,
                        first.told(),
                        AlertState.CLOSED,
                        first,
                        isOne ? first.name() : cause,
                        isOne ? first.labels() : isGrouped ? List.of(cause) : List.of(),
                        all.size(),
                        first.sinceNs())
                .withNote(newNote);
        final List<GroupRecord> records = all.stream().map(AlertGroup::closed).toList();
        for (final AlertGroup group : all) {
            if (group.hasSeries()) {
                time.await(group, AlertGroup.NEVER);
                group.beginAnew();
            } else {
                remove(group);
            }
        }
        alerts.change(records, transition);
        onOutput(first, transition);
    }

    private void onOutput(final AlertGroup group, final Transition told) {
        time.onOutput(group.nameBytes(), told.number() * STATES + told.to().ordinal(), told.timeNs());
    }

    // ---- what is told

    /** Nobody is told. */
    void change(final AlertGroup group) {
        group.isKnown(true);
        alerts.change(List.of(group.record()), null);
    }

    /** People are told of one group. */
    void tell(final AlertGroup group, final AlertState from, final AlertState to, final int series) {
        final long number = alerts.nextNumber();
        group.told(to, number);
        group.isKnown(true);
        final Transition transition = transition(
                number, group.opened(), from, to, group, group.name(), group.labels(), series, group.sinceNs());
        alerts.change(List.of(group.record()), transition);
        onOutput(group, transition);
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
            group.isKnown(true);
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
        onOutput(first, transition);
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
        return state == AlertState.UNKNOWN || state == AlertState.FLAPPING || state == AlertState.CLOSED;
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
