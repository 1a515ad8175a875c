package leela.io.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import leela.io.system.Descriptors;
import leela.io.system.SystemLibrary;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the JDK does not offer of Linux's sockets and threads, by the C library.
 * Thread: any.
 * Memory: nothing per call.
 * Errors: a {@link LinkageError} from every method where this is not 64-bit Linux, or the JDK hides its descriptors.
 */
public final class SystemCalls {

    // <asm-generic/socket.h>
    private static final int SOL_SOCKET = 1;
    private static final int SO_PASSCRED = 16;
    private static final int SO_PEERCRED = 17;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_PEERGROUPS = 59;
    // <asm-generic/errno-base.h>
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    // <sys/resource.h>, setpriority(2)
    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;
    // proc(5)
    private static final Path OWN_THREADS = Path.of("/proc/self/task");
    // umask(2)
    private static final int NOBODY_ELSE = 0077;
    private static final int NO_OTHERS = 0027;
    // <linux/limits.h>
    private static final int NGROUPS_MAX = 65_536;
    /** Bytes that {@link #peer} needs: a length, and as many groups as a process may have. */
    static final int CREDENTIALS = Integer.BYTES * (1 + NGROUPS_MAX);
    // <bits/socket.h>
    static final int MSG_DONTWAIT = 0x40;

    private SystemCalls() {}

    /** Throws unless the calling thread's last call failed because there was nothing to do, or was interrupted. */
    static void check(final String call) throws IOException {
        final int cause = SystemLibrary.lastError();
        if (cause != EAGAIN && cause != EINTR) {
            throw new IOException(call + ": error " + cause);
        }
    }

    /**
     * Gives a socket so many bytes of receive buffer, beyond net.core.rmem_max; false without the right to
     * (CAP_NET_ADMIN).
     */
    public static boolean forceReceiveBuffer(final DatagramChannel channel, final int bytes) {
        return setOption(Descriptors.of(channel), SO_RCVBUFFORCE, bytes);
    }

    /**
     * Gives a socket so many bytes of send buffer, beyond net.core.wmem_max; false without the right to
     * (CAP_NET_ADMIN).
     */
    public static boolean forceSendBuffer(final int descriptor, final int bytes) {
        return setOption(descriptor, SO_SNDBUFFORCE, bytes);
    }

    /** Has the kernel tell of each datagram of a unix socket which process sent it; false where it does not. */
    static boolean askForCredentials(final int descriptor) {
        return setOption(descriptor, SO_PASSCRED, 1);
    }

    /**
     * A process at the other end of a unix stream socket, as it was when it connected.
     *
     * @param others its groups but the first
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Peer(int user, int group, int[] others) {}

    /** Who is at the other end; {@code room} has {@link #CREDENTIALS} bytes. */
    static Peer peer(final SocketChannel channel, final ByteBuffer room) throws IOException {
        final int descriptor = Descriptors.of(channel);
        final int[] credentials = option(descriptor, SO_PEERCRED, room);
        return new Peer(credentials[1], credentials[2], option(descriptor, SO_PEERGROUPS, room));
    }

    private static int[] option(final int descriptor, final int option, final ByteBuffer room) throws IOException {
        final UnsafeBuffer buffer = new UnsafeBuffer(room);
        buffer.putInt(0, CREDENTIALS - Integer.BYTES);
        final long length = buffer.addressOffset();
        if (SystemLibrary.getsockopt(descriptor, SOL_SOCKET, option, length + Integer.BYTES, length) != 0) {
            throw new IOException("getsockopt: error " + SystemLibrary.lastError());
        }
        final int[] numbers = new int[buffer.getInt(0) / Integer.BYTES];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = buffer.getInt(Integer.BYTES * (1 + i));
        }
        return numbers;
    }

    private static boolean setOption(final int descriptor, final int option, final int setting) {
        final UnsafeBuffer value = new UnsafeBuffer(ByteBuffer.allocateDirect(Integer.BYTES));
        value.putInt(0, setting);
        return SystemLibrary.setsockopt(descriptor, SOL_SOCKET, option, value.addressOffset(), Integer.BYTES) == 0;
    }

    /**
     * Makes the calling thread step back behind others that want its core: 1 a little, 19 behind nearly all; see
     * nice(1). Where there is no such call it shares the cores evenly.
     */
    public static void stepBack(final int nice) {
        try {
            SystemLibrary.setpriority(PRIO_PROCESS, CALLING_THREAD, nice);
        } catch (final LinkageError notLinux) {
            return;
        }
    }

    /**
     * The same of threads that the JVM has made, whose names begin so, and of those that they make. Where the system
     * shows no threads they share the cores evenly.
     */
    public static void stepBackThreads(final String namesBegin, final int nice) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(OWN_THREADS)) {
            for (final Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).startsWith(namesBegin)) {
                    SystemLibrary.setpriority(
                            PRIO_PROCESS, Integer.parseInt(thread.getFileName().toString()), nice);
                }
            }
        } catch (final IOException | LinkageError notLinux) {
            return;
        }
    }

    /**
     * What the process makes from now on is its user's to write, its group's to read, and nobody else's; a mask that is
     * stricter stays.
     */
    public static void keepOthersOut() {
        SystemLibrary.umask(SystemLibrary.umask(NOBODY_ELSE) | NO_OTHERS);
    }
}
