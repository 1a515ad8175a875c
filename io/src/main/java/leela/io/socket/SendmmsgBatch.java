package leela.io.socket;

import java.io.IOException;
import leela.io.system.SystemLibrary;
import org.agrona.DirectBuffer;

/**
 * Datagrams that are sent together in one call to the system, sendmmsg(2), each to as many connected sockets as one
 * likes.
 * Thread: the sending one.
 * Memory: 80 bytes a datagram at construction; nothing per call.
 * Errors: a {@link LinkageError} at construction where there is no such call, as on anything but 64-bit Linux.
 */
public final class SendmmsgBatch {

    private final int capacity;
    private final MessageHeaders headers;
    private int count;

    /** Of at most so many datagrams. */
    public SendmmsgBatch(final int capacity) {
        this.capacity = capacity;
        headers = new MessageHeaders(capacity);
    }

    /** Whether it takes no more datagrams. */
    public boolean isFull() {
        return count == capacity;
    }

    public int count() {
        return count;
    }

    /**
     * Adds the {@code length} bytes at {@code offset} as a datagram; they must stay there, outside the heap, until it
     * is sent.
     */
    public void add(final DirectBuffer buffer, final int offset, final int length) {
        headers.bytes(count++, buffer.addressOffset() + offset, length);
    }

    public void clear() {
        count = 0;
    }

    /**
     * Sends {@code size} datagrams from the index {@code first} on to a connected socket, without waiting for room; how
     * many it took. Throws where it took none for another reason than that it has no room.
     */
    public int send(final int descriptor, final int first, final int size) throws IOException {
        final int sent = SystemLibrary.sendmmsg(descriptor, headers.address(first), size, SystemCalls.MSG_DONTWAIT);
        if (sent >= 0) {
            return sent;
        }
        SystemCalls.check("sendmmsg");
        return 0;
    }
}
