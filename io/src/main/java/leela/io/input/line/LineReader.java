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

    /** One line from {@code offset} to its end at {@code limit}, never empty and without space at both ends. */
    void line(DirectBuffer buffer, int offset, int limit);

    /** What the sender gets for the lines so far, once. */
    default byte[] answer() {
        return DatagramDecoder.NO_ANSWER;
    }
}
