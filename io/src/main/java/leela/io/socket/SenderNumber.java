package leela.io.socket;

import java.net.InetAddress;
import java.nio.ByteOrder;
import leela.engine.refusal.SenderNames;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The number that stands for an address, whatever the port: an IPv4 address itself, also inside of IPv6, else a hash.
 * Thread: any; stateless.
 * Memory: nothing for addresses in a buffer.
 */
public final class SenderNumber {

    private static final int IP4_LENGTH = 4;
    /** {@code ::ffff:a.b.c.d}. */
    private static final int MAPPED = 0xffff;

    private SenderNumber() {}

    public static int of(final InetAddress address) {
        final byte[] ip = address.getAddress();
        return of(new UnsafeBuffer(ip), 0, ip.length);
    }

    /** Of the four or sixteen bytes of an address. */
    static int of(final DirectBuffer buffer, final int offset, final int length) {
        final int last = word(buffer, offset + length - IP4_LENGTH);
        if (length == IP4_LENGTH) {
            return some(last);
        }
        final long first = buffer.getLong(offset, ByteOrder.BIG_ENDIAN);
        final int third = word(buffer, offset + Long.BYTES);
        return some(first == 0 && third == MAPPED ? last : (Long.hashCode(first) * 31 + third) * 31 + last);
    }

    private static int word(final DirectBuffer buffer, final int at) {
        return buffer.getInt(at, ByteOrder.BIG_ENDIAN);
    }

    private static int some(final int number) {
        return number == SenderNames.NOBODY ? 1 : number;
    }
}
