package leela.io.socket;

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
 * Up to {@link #SIZE} datagrams in one call to the system, recvmmsg(2), which costs as much as the kernel's work for
 * several of them.
 * Thread: the reading one.
 * Memory: 2 MiB at construction; nothing per datagram.
 * Errors: a {@link LinkageError} at construction where there is no such call, as on anything but 64-bit Linux.
 */
public final class RecvmmsgBatch implements DatagramBatch {

    /** Most datagrams of one call. */
    public static final int SIZE = 32;

    /** Not a multiple of a page: the beginnings of datagrams must not push each other out of the cache. */
    private static final int STRIDE = MAX_DATAGRAM + 1_472;

    private static final int MSG_WAITFORONE = 0x10000;

    // struct sockaddr_in and sockaddr_in6, <netinet/in.h>
    private static final int ADDRESS_SIZE = 32;
    private static final int AF_INET = 2;
    private static final int PORT = 2;
    private static final int IP4 = 4;
    private static final int IP4_LENGTH = 4;
    private static final int IP6 = 8;
    private static final int IP6_LENGTH = 16;

    // struct cmsghdr, <bits/socket.h>, with a struct ucred
    private static final int CONTROL_SIZE = 32;
    private static final int CONTROL_USED = 28;
    private static final int CONTROL_LEVEL = 8;
    private static final int CONTROL_TYPE = 12;
    private static final int CONTROL_USER = 20;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_CREDENTIALS = 2;

    private final SystemCalls.Library library = SystemCalls.library();
    private final int descriptor;
    private final MessageHeaders headers = new MessageHeaders(SIZE);
    private final UnsafeBuffer addresses = direct(ADDRESS_SIZE);
    private final UnsafeBuffer room = direct(STRIDE);
    private final UnsafeBuffer[] datagrams = new UnsafeBuffer[SIZE];
    /** What the kernel tells of senders; null where it is not asked. */
    private UnsafeBuffer controls;

    private int count;

    /** Of a channel of the JDK's. */
    public RecvmmsgBatch(final DatagramChannel channel) {
        this(SystemCalls.descriptor(channel));
    }

    /** Of a socket that the JDK knows by its descriptor only. */
    public RecvmmsgBatch(final FileDescriptor socket) {
        this(SystemCalls.descriptor(socket));
    }

    /** The same of a unix socket, which also tells {@link #user}; throws where the kernel would not. */
    public static RecvmmsgBatch withUsers(final FileDescriptor socket) throws IOException {
        final RecvmmsgBatch batch = new RecvmmsgBatch(socket);
        if (!SystemCalls.passCredentials(batch.descriptor)) {
            throw new IOException("the kernel does not tell who sends");
        }
        batch.controls = direct(CONTROL_SIZE);
        for (int i = 0; i < SIZE; i++) {
            batch.headers.control(i, batch.controls.addressOffset() + i * CONTROL_SIZE);
        }
        return batch;
    }

    private RecvmmsgBatch(final int descriptor) {
        this.descriptor = descriptor;
        for (int i = 0; i < SIZE; i++) {
            datagrams[i] = new UnsafeBuffer(room, i * STRIDE, MAX_DATAGRAM);
            headers.bytes(i, datagrams[i].addressOffset(), MAX_DATAGRAM);
            headers.name(i, addresses.addressOffset() + i * ADDRESS_SIZE);
        }
        count = SIZE;
    }

    @Override
    public int receive() throws IOException {
        return receive(SystemCalls.MSG_DONTWAIT);
    }

    /** As {@link #receive}, but waits for the first one, unless the socket itself never waits. */
    public int await() throws IOException {
        return receive(MSG_WAITFORONE);
    }

    private int receive(final int flags) throws IOException {
        for (int i = 0; i < count; i++) {
            headers.nameLength(i, ADDRESS_SIZE);
            if (controls != null) {
                headers.controlLength(i, CONTROL_SIZE);
            }
        }
        count = 0;
        final int received = library.recvmmsg(descriptor, headers.address(0), SIZE, flags, 0);
        if (received < 0) {
            SystemCalls.check("recvmmsg");
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
        return headers.length(index);
    }

    @Override
    public SocketAddress sender(final int index) throws IOException {
        final int at = index * ADDRESS_SIZE;
        final boolean isIp4 = addresses.getShort(at) == AF_INET;
        final byte[] ip = new byte[isIp4 ? IP4_LENGTH : IP6_LENGTH];
        addresses.getBytes(at + (isIp4 ? IP4 : IP6), ip);
        return new InetSocketAddress(
                InetAddress.getByAddress(ip), addresses.getShort(at + PORT, ByteOrder.BIG_ENDIAN) & 0xffff);
    }

    @Override
    public long account(final int index) {
        final int at = index * ADDRESS_SIZE;
        return addresses.getShort(at) == AF_INET
                ? SenderAccount.ofIp4(addresses.getInt(at + IP4, ByteOrder.BIG_ENDIAN))
                : SenderAccount.ofIp6(
                        addresses.getLong(at + IP6, ByteOrder.BIG_ENDIAN),
                        addresses.getLong(at + IP6 + Long.BYTES, ByteOrder.BIG_ENDIAN));
    }

    /** Number of the user who sent a datagram; -1 where the kernel did not say. */
    public int user(final int index) {
        final int at = index * CONTROL_SIZE;
        final boolean isTold = controls != null
                && headers.controlLength(index) >= CONTROL_USED
                && controls.getInt(at + CONTROL_LEVEL) == SOL_SOCKET
                && controls.getInt(at + CONTROL_TYPE) == SCM_CREDENTIALS;
        return isTold ? controls.getInt(at + CONTROL_USER) : -1;
    }

    private static UnsafeBuffer direct(final int size) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(SIZE * size));
    }
}
