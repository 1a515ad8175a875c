package leela.io;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Up to {@link #SIZE} datagrams in one call to the system, recvmmsg(2), which costs as much as the kernel's work for several of them.
 * Thread: the reading one.
 * Memory: 2 MiB at construction; nothing per datagram.
 * Errors: a {@link LinkageError} at construction where there is no such call, as on anything but 64-bit Linux.
 */
public final class RecvmmsgBatch implements DatagramBatch {

    /** Most datagrams of one call. */
    public static final int SIZE = 32;

    /** Not a multiple of a page: the beginnings of datagrams must not push each other out of the cache. */
    private static final int STRIDE = MAX_DATAGRAM + 1_472;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_WAITFORONE = 0x10000;

    // <asm-generic/errno-base.h>
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;

    // struct mmsghdr, <bits/socket.h>
    private static final int HEADER = 64;
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTOR_COUNT = 24;
    private static final int LENGTH = 56;
    // struct iovec, <bits/types/struct_iovec.h>
    private static final int VECTOR_SIZE = 16;
    // struct sockaddr_in and sockaddr_in6, <netinet/in.h>
    private static final int ADDRESS_SIZE = 32;
    private static final int AF_INET = 2;
    private static final int PORT = 2;
    private static final int IP4 = 4;
    private static final int IP4_LENGTH = 4;
    private static final int IP6 = 8;
    private static final int IP6_LENGTH = 16;

    private final SystemCalls.Library library = SystemCalls.library();
    private final int descriptor;
    private final UnsafeBuffer headers = direct(HEADER);
    private final UnsafeBuffer vectors = direct(VECTOR_SIZE);
    private final UnsafeBuffer addresses = direct(ADDRESS_SIZE);
    private final UnsafeBuffer room = direct(STRIDE);
    private final UnsafeBuffer[] datagrams = new UnsafeBuffer[SIZE];
    private int count;

    /** Of a channel of the JDK's. */
    public RecvmmsgBatch(final DatagramChannel channel) {
        this(SystemCalls.descriptor(channel));
    }

    /** Of a socket that the JDK knows by its descriptor only. */
    public RecvmmsgBatch(final FileDescriptor socket) {
        this(SystemCalls.descriptor(socket));
    }

    private RecvmmsgBatch(final int descriptor) {
        this.descriptor = descriptor;
        for (int i = 0; i < SIZE; i++) {
            datagrams[i] = new UnsafeBuffer(room, i * STRIDE, MAX_DATAGRAM);
            vectors.putLong(i * VECTOR_SIZE, datagrams[i].addressOffset());
            vectors.putLong(i * VECTOR_SIZE + Long.BYTES, MAX_DATAGRAM);
            headers.putLong(i * HEADER, addresses.addressOffset() + i * ADDRESS_SIZE);
            headers.putLong(i * HEADER + VECTOR, vectors.addressOffset() + i * VECTOR_SIZE);
            headers.putLong(i * HEADER + VECTOR_COUNT, 1);
        }
        count = SIZE;
    }

    @Override
    public int receive() throws IOException {
        return receive(MSG_DONTWAIT);
    }

    /** As {@link #receive}, but waits for the first one, unless the socket itself never waits. */
    public int await() throws IOException {
        return receive(MSG_WAITFORONE);
    }

    private int receive(final int flags) throws IOException {
        // the kernel has put the addresses' own lengths there
        for (int i = 0; i < count; i++) {
            headers.putInt(i * HEADER + NAME_LENGTH, ADDRESS_SIZE);
        }
        count = 0;
        final int received = library.recvmmsg(descriptor, headers.addressOffset(), SIZE, flags, 0);
        if (received < 0) {
            final int cause = SystemCalls.lastError();
            if (cause != EAGAIN && cause != EINTR) {
                throw new IOException("recvmmsg: error " + cause);
            }
            return 0;
        }
        count = received;
        return received;
    }

    @Override
    public MutableDirectBuffer datagram(final int index) {
        return datagrams[index];
    }

    @Override
    public int length(final int index) {
        return headers.getInt(index * HEADER + LENGTH);
    }

    @Override
    public SocketAddress sender(final int index) throws IOException {
        final int at = index * ADDRESS_SIZE;
        final boolean isIp4 = addresses.getShort(at) == AF_INET;
        final byte[] ip = new byte[isIp4 ? IP4_LENGTH : IP6_LENGTH];
        addresses.getBytes(at + (isIp4 ? IP4 : IP6), ip);
        return new InetSocketAddress(InetAddress.getByAddress(ip), addresses.getShort(at + PORT, ByteOrder.BIG_ENDIAN) & 0xffff);
    }

    private static UnsafeBuffer direct(final int size) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(SIZE * size));
    }
}
