package leela.engine.alert;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.ring.RecordedCommand;

/**
 * All alerts behind the ring: gives their transitions numbers, and hands on how groups stand where an alert begins
 * again, after a restart or in other words.
 * Thread: the query thread; {@link #run} any.
 * Memory: what is restored until its alert begins.
 */
public final class Alerts {

    private final AlertOutputs outputs;
    private final Map<String, AlertRun> running = new HashMap<>();
    private final Map<String, Map<String, GroupRecord>> restored = new HashMap<>();
    private long lastNumber;

    /** None yet. */
    public Alerts(final AlertOutputs outputs) {
        this.outputs = outputs;
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
