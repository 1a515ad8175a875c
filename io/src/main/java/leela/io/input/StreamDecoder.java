package leela.io.input;

import org.agrona.MutableDirectBuffer;

/**
 * Turns the bytes of one connection into entries for its {@link leela.engine.ring.Producer}; owns neither a socket nor
 * a thread.
 * Thread: the receiver's.
 * Memory: nothing per entry in the steady state.
 * Errors: bad input is counted, never thrown.
 */
public interface StreamDecoder {

    /** What the connection brings cannot be made sense of any more: it is to be closed. */
    int END = -1;

    /**
     * Reads all frames that are whole. What is not taken comes again in front of what follows; that is less than the
     * protocol's {@link StreamInput#maxFrame}.
     *
     * @param length    bytes from the start of the buffer on
     * @param arrivalNs when the last of them were read, epoch ns
     * @return how many bytes were taken, or {@link #END}
     */
    int decode(MutableDirectBuffer bytes, int length, long arrivalNs);

    /** The connection has ended, and these bytes are the beginning of a frame that will never be whole. */
    void end(MutableDirectBuffer bytes, int length, long arrivalNs);

    /** What the sender gets for what was read last; {@link DatagramDecoder#NO_ANSWER} for nothing. */
    default byte[] answer() {
        return DatagramDecoder.NO_ANSWER;
    }
}
