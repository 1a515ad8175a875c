package leela.engine.alert;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.ring.RecordedCommand;

/**
 * All alerts behind the ring: gives their transitions numbers, and hands on how groups stand where an alert begins
 * again, after a restart or in other words.
 * Thread: the query thread; {@link #run} any.
 * Memory: what is restored until its alert begins.
 */
public final class Alerts {

    /** In place of a number: all that people were told of an alert. */
    public static final long ALL = 0;

    /** So many groups without a series, and no more, wherever there is much memory. */
    private static final long MOST_GONE = 100_000;

    private final AlertOutputs outputs;
    private final Map<String, AlertRun> running = new HashMap<>();
    private final Map<String, Map<String, GroupRecord>> restored = new HashMap<>();
    private final GoneGroups gone;
    private long lastNumber;

    /** None yet; of what is kept of series that are gone, the limits of queries tell how much that may be. */
    public Alerts(final AlertOutputs outputs, final QueryLimits limits) {
        this.outputs = outputs;
        gone = new GoneGroups(Math.min(limits.maxStateBytes() / 2, MOST_GONE * GoneGroups.GROUP_BYTES));
    }

    /** One that is to be started as a query; where one of this name runs, it goes on as this one. */
    public AlertRun run(final AlertProgram program) {
        return new AlertRun(this, program);
    }

    /** Takes up what an earlier run has left; before its alerts begin. */
    public void restore(final long number, final List<GroupRecord> groups) {
        lastNumber = Math.max(lastNumber, number);
        for (final GroupRecord group : groups) {
            restored.computeIfAbsent(group.alert(), name -> new HashMap<>()).put(group.group(), group);
        }
    }

    /** The same as a command, which the journal keeps. */
    public RecordedCommand restoring(final long number, final List<GroupRecord> groups) {
        return AlertNote.restored(number, groups, () -> restore(number, groups));
    }

    /** Somebody closes what people were told under this number, or all of it; gives of how many groups that was. */
    public int close(final String alert, final long opened, final String note) {
        final AlertRun run = running.get(alert);
        return run == null ? 0 : opened == ALL ? run.closeAll(note) : run.close(opened, note);
    }

    /** The same as a command, which the journal keeps; {@code onDone} hears how many they were. */
    public RecordedCommand closing(final String alert, final long opened, final String note, final IntConsumer onDone) {
        return AlertNote.closed(alert, opened, note, () -> onDone.accept(close(alert, opened, note)));
    }

    GoneGroups gone() {
        return gone;
    }

    void onNoRoom(final int groups) {
        outputs.onNoRoom(groups);
    }

    /** An alert begins; gives how its groups stood. */
    Iterable<GroupRecord> begin(final AlertRun run) {
        final AlertRun before = running.put(run.name(), run);
        final Map<String, GroupRecord> left = restored.remove(run.name());
        return before != null ? before.handOver() : left != null ? left.values() : List.of();
    }

    /** An alert has ended, unless another goes on as it. */
    void end(final AlertRun run) {
        running.remove(run.name(), run);
    }

    long nextNumber() {
        return ++lastNumber;
    }

    void change(final List<GroupRecord> groups, final Transition told) {
        outputs.onChange(groups, told);
    }
}
