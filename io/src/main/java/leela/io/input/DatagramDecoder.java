package leela.io.input;

import java.util.function.IntSupplier;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Turns one datagram into entries for its {@link leela.engine.ring.Producer}; owns neither a socket nor a thread.
 * Thread: the receiver's that owns the decoder.
 * Memory: nothing per datagram in the steady state.
 * Errors: bad input is counted, never thrown.
 */
public interface DatagramDecoder {

    /** No answer: the datagram is to be decoded. */
    byte[] NO_ANSWER = {};
    /** Of a sender of whom the kernel says nothing. */
    int UNKNOWN_USER = -1;

    /**
     * Reads one datagram from the start of the receive buffer. The bytes may be changed in place (decryption), and are
     * overwritten by the next datagram.
     *
     * @param length    bytes received; 0 to 65,535
     * @param arrivalNs when it was read, epoch ns
     */
    void decode(MutableDirectBuffer datagram, int length, long arrivalNs);

    /** Whom to ask for the number of the user who sent the datagram in hand, or {@link #UNKNOWN_USER}. */
    default void users(final IntSupplier user) {}

    /** What its sender gets for a datagram that asks something; {@link #NO_ANSWER} for all others. */
    default byte[] answerTo(final DirectBuffer datagram, final int length) {
        return NO_ANSWER;
    }
}
