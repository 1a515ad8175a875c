package leela.io.input;

/**
 * Reads the body of one request, a portion at a time: between two of them others may have the thread, the producer and
 * what the readers of one input share.
 * Thread: its input's.
 */
public interface BodyReader {

    /** Most entries of one portion, as far as the format lets it stop there. */
    int PORTION = 512;

    /** The same where an entry takes less than 100 ns. */
    int LARGE_PORTION = 4 * PORTION;

    /**
     * Hands the next entries to the producer, which was begun for them; whether there are more behind them. What cannot
     * be read is rejected there, and told to {@link #faults}.
     */
    boolean read();

    /** What became of the body's entries so far. */
    BodyFaults faults();
}
