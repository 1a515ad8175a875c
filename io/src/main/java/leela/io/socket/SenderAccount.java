package leela.io.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The number that stands for a sender's address, whatever its port: whom its new series are charged to. One machine has
 * the same over UDP, collectd and HTTP.
 * Thread: any.
 * Memory: nothing of numbers; of objects their bytes.
 */
public final class SenderAccount {

    /** Nobody in particular. */
    public static final long UNKNOWN = 0;

    private static final int IP4_LENGTH = 4;
    private static final long IP4_MASK = 0xffff_ffffL;
    private static final long MAPPED = 0xffffL;
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private SenderAccount() {}

    /** Of an IPv4 address, its bytes read as a number. */
    static long ofIp4(final int address) {
        return address & IP4_MASK;
    }

    /** Of the halves of an IPv6 address, which may be an IPv4 address in disguise. */
    static long ofIp6(final long high, final long low) {
        return high == 0 && low >>> Integer.SIZE == MAPPED
                ? ofIp4((int) low)
                : Long.MIN_VALUE | (high * MULTIPLIER + low) * MULTIPLIER;
    }

    /** A smaller number of it, never 0: an IPv4 address itself, or a hash. */
    public static int number(final long account) {
        final int number = (int) (account ^ account >>> Integer.SIZE);
        return number == 0 ? 1 : number;
    }

    /** Of a client's address. */
    public static long of(final SocketAddress client) {
        return client instanceof InetSocketAddress address ? of(address.getAddress()) : UNKNOWN;
    }

    private static long of(final InetAddress address) {
        final ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.capacity() == IP4_LENGTH ? ofIp4(bytes.getInt()) : ofIp6(bytes.getLong(), bytes.getLong());
    }

    /** Of all who send to a unix socket. */
    public static long of(final Path socket) {
        return ofIp6(Long.MIN_VALUE, socket.hashCode());
    }
}
