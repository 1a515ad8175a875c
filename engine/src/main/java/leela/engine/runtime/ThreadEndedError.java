package leela.engine.runtime;

/**
 * A thread that the engine cannot do without has ended by what its body threw: the engine ends, too. Thread: immutable.
 */
public final class ThreadEndedError extends Error {

    private static final long serialVersionUID = 1L;

    ThreadEndedError(final String thread, final Throwable cause) {
        super("the thread " + thread + " has ended: " + cause, cause);
    }
}
