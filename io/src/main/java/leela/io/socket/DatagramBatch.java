package leela.io.socket;

import java.io.IOException;
import java.net.SocketAddress;
import org.agrona.MutableDirectBuffer;

/**
 * Datagrams that stood in line at a socket and were taken from it together.
 * Thread: the reading one, which must have ended before the socket is closed.
 * Units: datagrams by their index in the batch, lengths in bytes.
 */
public interface DatagramBatch {

    /** The longest datagram there is room for. */
    int MAX_DATAGRAM = 65_536;

    /** Takes what is there in place of the batch before, without waiting; how many. */
    int receive() throws IOException;

    MutableDirectBuffer datagram(int index);

    int length(int index);

    /** Who sent it; allocates. */
    SocketAddress sender(int index) throws IOException;

    /** The {@link SenderAccount} of whoever sent it. */
    long account(int index);

    /** A number of it, see {@link SenderAccount#number}, or 0 where senders are not told apart. */
    int senderNumber(int index);
}
