package leela.engine.ring;

/** Which threads run the handlers. How a thread of theirs waits is {@link Waiting}'s matter. Thread: immutable. */
public enum Threading {
    /** The thread that has published runs all handlers itself: no hop between cores, nothing to wake. */
    INLINE,
    /** One thread of their own runs all handlers, one after another. */
    SHARED,
    /** A thread each, the others behind the timeline's. */
    DEDICATED,
    /** Nothing runs until the caller steps: {@link HandlerGraph#step}. For replays, explanations and tests. */
    STEPPED;

    private static final int FEW_CORES = 4;

    /** On few cores a hop between threads costs more than it gives. */
    public static Threading forCores(final int cores) {
        return cores <= FEW_CORES ? INLINE : DEDICATED;
    }
}
