package leela.engine.dmproc.warm;

import leela.engine.dmproc.grouping.Grouping;

/**
 * Whom the standing queries ask for the past of their series. What is read comes back as {@link PastChunk}s at some
 * place of the stream, or, where what was asked cannot be read, as one that says so: each question has an answer.
 * Thread: the query thread; must not block.
 */
public interface PastRequests {

    /** There is no past: all queries begin with nothing. */
    PastRequests NONE = new PastRequests() {
        @Override
        public boolean isOn() {
            return false;
        }
    };

    /** The answers are in the stream already. */
    PastRequests RECORDED = new PastRequests() {};

    /** Whether new queries are filled. */
    default boolean isOn() {
        return true;
    }

    /** Asks for the points of a series, which are at most as many as one state needs. */
    default void ask(final long number, final byte[] key, final long fromNs, final long toNs) {
        // the answer is there
    }

    /**
     * What a query of groups needs.
     *
     * @param grouping which series belong to which group
     * @param reachNs  how far back
     * @param nowNs    from the time of the stream when it began; 0 if it had none yet
     */
    record GroupQuery(long number, Grouping grouping, int inputs, long reachNs, long nowNs) {}

    /** Asks for the points of all groups of a query. */
    default void askGroups(final GroupQuery query) {
        // the answer is there
    }
}
