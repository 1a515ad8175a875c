package leela.engine.history;

/** Points in ascending time, and how new each is. Thread: its owner's. */
interface PointRun {

    /** Moves on; false at the end. */
    boolean next();

    long timeNs();

    long valueBits();

    /** Of two points of one time that of the higher version is the later one. */
    long version();
}
