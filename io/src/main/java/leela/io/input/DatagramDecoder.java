package leela.io.input;

import org.agrona.MutableDirectBuffer;

/**
 * Turns one datagram into entries for its {@link leela.engine.ring.Producer}; owns neither a socket nor a thread.
 * Thread: the receiver's that owns the decoder.
 * Memory: nothing per datagram in the steady state.
 * Errors: bad input is counted, never thrown.
 */
public interface DatagramDecoder {

    /**
     * Reads one datagram from the start of the receive buffer. The bytes may be changed in place (decryption), and are
     * overwritten by the next datagram.
     *
     * @param length    bytes received; 0 to 65,535
     * @param arrivalNs when it was read, epoch ns
     */
    void decode(MutableDirectBuffer datagram, int length, long arrivalNs);

    /** Datagrams may stand in line: what they hold may be published together, at {@link #release}. */
    default void hold() {}

    /** No datagram stands in line any more. */
    default void release() {}
}
