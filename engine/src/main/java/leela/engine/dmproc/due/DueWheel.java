package leela.engine.dmproc.due;

import java.util.ArrayList;
import java.util.List;

/**
 * The states that wait for the clock, by when. A wheel of lists, one for each {@value #STEP_MS} ms; what is due later
 * than a turn of the wheel is passed over until its turn has come. Windows of one length end at one time, so many
 * states may be due at once: a tick takes a bounded number, in the order in which they began to wait, and the next tick
 * goes on. Which tick takes which depends on the stream alone.
 * Thread: the query thread.
 * Memory: nothing for each wait; the states are linked through themselves. A reference to each while the clock steps.
 * Units: epoch ns.
 */
public final class DueWheel {

    /** A state that does not wait. */
    static final int NONE = -1;

    private static final int STEP_MS = 100;
    private static final long STEP_NS = STEP_MS * 1_000_000L;
    private static final int STEPS = 1024;
    /** What is due at once, wherever the wheel stands. */
    private static final int OVERDUE = STEPS;
    /** What this tick tells. */
    private static final int TAKEN = STEPS + 1;

    private final Due[] first = new Due[TAKEN + 1];
    private final Due[] last = new Due[TAKEN + 1];
    private final int mostATick;
    private long step;
    private int size;

    /** One that takes so many states a tick. */
    public DueWheel(final int mostATick) {
        this.mostATick = mostATick;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /** The state waits until this time, and for nothing else; {@link Due#NEVER} to wait no more. */
    public void await(final Due state, final long dueNs) {
        remove(state);
        state.dueNs(dueNs);
        if (dueNs != Due.NEVER) {
            append(state, dueNs / STEP_NS < step ? OVERDUE : list(dueNs / STEP_NS));
        }
    }

    public void remove(final Due state) {
        if (state.list == NONE) {
            return;
        }
        if (state.previous == null) {
            first[state.list] = state.next;
        } else {
            state.previous.next = state.next;
        }
        if (state.next == null) {
            last[state.list] = state.previous;
        } else {
            state.next.previous = state.previous;
        }
        state.previous = null;
        state.next = null;
        state.list = NONE;
        size--;
    }

    /** Tells what is due by now, as much as one tick may take; it does not wait any more when it is told. */
    public void advance(final long nowNs) {
        final long target = nowNs / STEP_NS;
        tell(); // what a fault has left
        step = Math.min(Math.max(step, target - STEPS + 1), target); // a clock that was set back is followed
        int left = take(OVERDUE, nowNs, mostATick);
        while (left > 0) {
            left = take(list(step), nowNs, left);
            if (left == 0 || step == target) {
                return;
            }
            step++;
        }
    }

    /** The clock was set by so much and stands here now: all that wait are told, before it advances. */
    public void onClockStep(final long byNs, final long nowNs) {
        step = Math.min(step, nowNs / STEP_NS);
        final List<Due> waiting = new ArrayList<>(size);
        for (final Due head : first) {
            for (Due state = head; state != null; state = state.next) {
                waiting.add(state);
            }
        }
        waiting.forEach(state -> state.onClockStep(byNs, nowNs));
    }

    /** How many more may be taken. What is told may let others wait for something else, which are told no more then. */
    private int take(final int list, final long nowNs, final int most) {
        int left = most;
        Due state = first[list];
        while (state != null && left > 0) {
            final Due following = state.next;
            if (state.dueNs() <= nowNs) {
                remove(state);
                append(state, TAKEN);
                left--;
            }
            state = following;
        }
        tell();
        return left;
    }

    private void tell() {
        while (first[TAKEN] != null) {
            final Due state = first[TAKEN];
            remove(state);
            state.onDue();
        }
    }

    private void append(final Due state, final int list) {
        state.list = list;
        state.previous = last[list];
        if (last[list] == null) {
            first[list] = state;
        } else {
            last[list].next = state;
        }
        last[list] = state;
        size++;
    }

    private static int list(final long step) {
        return (int) (step & STEPS - 1);
    }
}
