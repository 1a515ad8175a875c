package leela.io.socket;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import leela.engine.refusal.SenderNames;
import leela.io.system.Descriptors;
import leela.io.system.SystemLibrary;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Up to {@link #SIZE} datagrams in one call to the system, recvmmsg(2), which costs as much as the kernel's work for
 * several of them.
 * Thread: the reading one.
 * Memory: at most 2 MiB, of which only what datagrams have filled is taken; nothing per datagram.
 * Errors: a {@link LinkageError} at construction where there is no such call, as on anything but 64-bit Linux.
 */
public final class RecvmmsgBatch implements DatagramBatch {

    /** Most datagrams of one call. */
    public static final int SIZE = 32;

    /** Not a multiple of a page: the beginnings of datagrams must not push each other out of the cache. */
    private static final int STRIDE = MAX_DATAGRAM + 1_472;

    private static final int MSG_WAITFORONE = 0x10000;

    // struct sockaddr_un, <sys/un.h>, the longest; sockaddr_in and sockaddr_in6, <netinet/in.h>
    private static final int ADDRESS_SIZE = 112;
    private static final int AF_UNIX = 1;
    private static final int PATH = 2;
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
    private static final int CONTROL_PID = 16;
    private static final int CONTROL_USER = 20;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_CREDENTIALS = 2;

    private final int descriptor;
    private final MessageHeaders headers = new MessageHeaders(SIZE);
    private final UnsafeBuffer addresses = direct(ADDRESS_SIZE);
    private final UnsafeBuffer controls = direct(CONTROL_SIZE);
    private final boolean isUnix;
    private final UntouchedMemory room = new UntouchedMemory(SIZE * STRIDE);
    private final UnsafeBuffer[] datagrams = new UnsafeBuffer[SIZE];
    private int count;

    /** Of a channel of the JDK's. */
    public RecvmmsgBatch(final DatagramChannel channel) {
        this(Descriptors.of(channel), false);
    }

    /** Of a unix datagram socket, which the JDK knows by its descriptor only; asks who sends. */
    RecvmmsgBatch(final FileDescriptor socket) {
        this(Descriptors.of(socket), SystemCalls.askForCredentials(Descriptors.of(socket)));
    }

    private RecvmmsgBatch(final int descriptor, final boolean isUnix) {
        this.descriptor = descriptor;
        this.isUnix = isUnix;
        for (int i = 0; i < SIZE; i++) {
            datagrams[i] = new UnsafeBuffer(room.buffer(), i * STRIDE, MAX_DATAGRAM);
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
            if (isUnix) {
                headers.control(i, controls.addressOffset() + i * CONTROL_SIZE, CONTROL_SIZE);
            }
        }
        count = 0;
        final int received = SystemLibrary.recvmmsg(descriptor, headers.address(0), SIZE, flags);
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

    @Override
    public int senderNumber(final int index) {
        return isUnix ? SenderNames.NOBODY : SenderAccount.number(account(index));
    }

    /** Number of the user who sent a datagram of a unix socket; -1 where the kernel did not say. */
    public int user(final int index) {
        return isTold(index) ? controls.getInt(index * CONTROL_SIZE + CONTROL_USER) : -1;
    }

    /** Who sent a datagram of a unix socket: its path, its process, its user, as far as the kernel tells; allocates. */
    public String localSender(final int index) {
        final List<String> known = new ArrayList<>();
        final int at = index * ADDRESS_SIZE;
        final int length = headers.nameLength(index) - PATH;
        if (length > 0 && addresses.getShort(at) == AF_UNIX) {
            final byte[] path = new byte[length];
            addresses.getBytes(at + PATH, path);
            // a path ends with a zero; one without a file begins with it
            known.add(new String(path, StandardCharsets.UTF_8)
                    .replaceFirst("^\0", "@")
                    .replace("\0", ""));
        }
        if (isTold(index)) {
            final int pid = controls.getInt(index * CONTROL_SIZE + CONTROL_PID);
            final String program = ProcessHandle.of(pid)
                    .flatMap(one -> one.info().command())
                    .map(name -> " (" + name + ")")
                    .orElse("");
            known.add("pid " + pid + program);
            known.add("uid " + user(index));
        }
        return String.join(", ", known);
    }

    private boolean isTold(final int index) {
        final int at = index * CONTROL_SIZE;
        return isUnix
                && headers.controlLength(index) >= CONTROL_USED
                && controls.getInt(at + CONTROL_LEVEL) == SOL_SOCKET
                && controls.getInt(at + CONTROL_TYPE) == SCM_CREDENTIALS;
    }

    private static UnsafeBuffer direct(final int size) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(SIZE * size));
    }
}
