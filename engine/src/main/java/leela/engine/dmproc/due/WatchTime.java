package leela.engine.dmproc.due;

/**
 * The stream's clock, and what is given, as whoever watches groups sees them.
 * Thread: the query thread.
 * Units: epoch ns.
 */
public interface WatchTime {

    /** What time it is in the stream. */
    long nowNs();

    /** It waits until this time, and for nothing else; {@link Due#NEVER} to wait no more. */
    void await(Due due, long dueNs);

    /** Something was given to people: it goes into the hash of the query's results. */
    void onOutput(byte[] name, double value, long timeNs);
}
