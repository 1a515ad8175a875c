package leela.io.input.line;

import leela.io.input.DatagramDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads one line.
 * Thread: the receiver's.
 */
public interface LineReader {

    /** Longest line that there may be, in bytes, with its end. */
    int MAX_LENGTH = 4096;

    /** The line is to be read as any other. */
    int UNKNOWN = -1;

    /** One line from {@code offset} to its end at {@code limit}, never empty and without space at both ends. */
    void line(DirectBuffer buffer, int offset, int limit);

    /**
     * Takes a line that begins at {@code offset} if it is one of a kind that came before, so that nobody need look for
     * its end first: the index behind that. {@link #UNKNOWN} where nothing was taken.
     */
    default int known(final DirectBuffer buffer, final int offset, final int limit) {
        return UNKNOWN;
    }

    /** What the sender gets for the lines so far, once. */
    default byte[] answer() {
        return DatagramDecoder.NO_ANSWER;
    }
}
