package leela.engine.alert;

/**
 * How one group stands, and since when.
 * Thread: the query thread.
 * Units: epoch ns of the events.
 */
final class Standing {

    private static final long NOT_CLEAR = Long.MIN_VALUE;

    private AlertState state = AlertState.OK;
    private AlertState before = AlertState.OK;
    private long sinceNs;
    private long clearSinceNs = NOT_CLEAR;

    AlertState state() {
        return state;
    }

    /** What it was before it became silent. */
    AlertState before() {
        return before;
    }

    /** Since when the condition is as it is; of silence, when the last sample came. */
    long sinceNs() {
        return sinceNs;
    }

    void set(final AlertState newState, final long newSinceNs) {
        state = newState;
        before = newState;
        sinceNs = newSinceNs;
        clearSinceNs = NOT_CLEAR;
    }

    void silent(final long lastNs) {
        before = state;
        state = AlertState.UNKNOWN;
        sinceNs = lastNs;
        clearSinceNs = NOT_CLEAR;
    }

    /** As it was in an earlier run. */
    void restore(final AlertState newState, final AlertState newBefore, final long newSinceNs) {
        state = newState;
        before = newBefore;
        sinceNs = newSinceNs;
    }

    void notClear() {
        clearSinceNs = NOT_CLEAR;
    }

    /** Since when every value was clear, this one included. */
    long clearFrom(final long timeNs) {
        if (clearSinceNs == NOT_CLEAR || timeNs < clearSinceNs) {
            clearSinceNs = timeNs;
        }
        return clearSinceNs;
    }
}
