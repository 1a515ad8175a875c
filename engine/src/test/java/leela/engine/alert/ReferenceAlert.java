package leela.engine.alert;

import java.util.ArrayList;
import java.util.List;

/**
 * What the state of a group is, told from the whole of its history each time: slow and plain.
 * Thread: one.
 */
final class ReferenceAlert {

    private static final double FIRES = 90;
    private static final double CLEARS = 85;

    /** What came: a value, NaN for a sample without one, null for silence. */
    private record Input(Double value, long timeNs) {

        boolean isSilence() {
            return value == null;
        }

        boolean isNothing() {
            return value != null && value.isNaN();
        }

        boolean isTrue() {
            return value != null && value > FIRES;
        }

        boolean isClear() {
            return value != null && value < CLEARS;
        }
    }

    private final long holdNs;
    private final long calmNs;
    private final List<Input> history = new ArrayList<>();

    /** Of an alert that fires above 90 and is clear below 85. */
    ReferenceAlert(final long holdNs, final long calmNs) {
        this.holdNs = holdNs;
        this.calmNs = calmNs;
    }

    void value(final double x, final long timeNs) {
        history.add(new Input(x, timeNs));
    }

    void silence() {
        history.add(new Input(null, 0));
    }

    AlertState state() {
        final int last = history.size() - 1;
        if (last < 0) {
            return AlertState.OK;
        }
        if (history.get(last).isSilence()) {
            return AlertState.UNKNOWN;
        }
        if (isFiring(last)) {
            return AlertState.FIRING;
        }
        int newest = last;
        while (newest >= 0 && history.get(newest).isNothing()) {
            newest--;
        }
        return newest >= 0 && history.get(newest).isTrue() ? AlertState.PENDING : AlertState.OK;
    }

    /** Whether people are told, after this input, that it fires. */
    private boolean isFiring(final int at) {
        boolean isFiring = false;
        for (int i = 0; i <= at; i++) {
            final Input input = history.get(i);
            if (isFiring && input.isClear()) {
                isFiring = lasted(i, false) < calmNs;
            } else if (!isFiring && input.isTrue()) {
                isFiring = lasted(i, true) >= holdNs;
            }
        }
        return isFiring;
    }

    /** For how long all values up to this one were true, or clear: from the earliest of the last stretch. */
    private long lasted(final int at, final boolean isTrue) {
        int first = at;
        for (int i = at; i >= 0 && !history.get(i).isSilence(); i--) {
            final Input input = history.get(i);
            if (!input.isNothing()) {
                if (isTrue ? !input.isTrue() : !input.isClear()) {
                    break;
                }
                first = i;
            }
        }
        long sinceNs = history.get(first).timeNs();
        for (int i = first; i <= at; i++) {
            if (!history.get(i).isNothing()) {
                sinceNs = Math.min(sinceNs, history.get(i).timeNs());
            }
        }
        return history.get(at).timeNs() - sinceNs;
    }
}
