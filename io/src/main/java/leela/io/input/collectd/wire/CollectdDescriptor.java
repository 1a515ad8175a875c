package leela.io.input.collectd.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * The layout of collectd's packets, and its limits. A packet is a row of parts; all numbers are big-endian but gauges.
 * Thread: any; constants only.
 *
 * <pre>
 *   any part      | type u16 | length u16 | body ...                  length counts from the type on
 *   string        | 0, 2-5, 0x100 | 4 + n  | n bytes, the last a NUL
 *   number        | 1, 7-9, 0x101 | 12     | u64
 *   values        | 6        | 6 + 9 n     | n u16 | n kinds, u8 each | n values, 8 bytes each, a gauge's little-endian
 *   signature     | 0x200    | 36 + u      | HMAC-SHA-256, 32 bytes | user, u bytes |  over user and the rest
 *   encryption    | 0x210    | 42 + u + n  | u u16 | user | IV, 16 bytes | AES-256-OFB of: SHA-1, n bytes of parts
 * </pre>
 */
public final class CollectdDescriptor {

    public static final int HOST = 0x0000;
    /** Seconds since 1970. */
    public static final int TIME = 0x0001;

    public static final int PLUGIN = 0x0002;
    public static final int PLUGIN_INSTANCE = 0x0003;
    public static final int TYPE = 0x0004;
    public static final int TYPE_INSTANCE = 0x0005;
    public static final int VALUES = 0x0006;
    /** Seconds. */
    public static final int INTERVAL = 0x0007;
    /** 2^-30 s since 1970. */
    public static final int TIME_HI = 0x0008;
    /** 2^-30 s. */
    public static final int INTERVAL_HI = 0x0009;

    public static final int MESSAGE = 0x0100;
    public static final int SEVERITY = 0x0101;
    public static final int SIGNATURE = 0x0200;
    public static final int ENCRYPTION = 0x0210;

    public static final int HEADER_LENGTH = 4;
    public static final int NUMBER_LENGTH = 12;
    public static final int VALUES_HEADER_LENGTH = 6;
    /** A kind byte and eight bytes of value. */
    public static final int VALUE_LENGTH = 9;

    /** Names in collectd have 127 bytes at most (DATA_MAX_NAME_LEN, with the NUL). */
    public static final int MAX_NAME_LENGTH = 127;
    /** Texts of notifications (NOTIF_MAX_MSG_LEN, with the NUL, is 256). */
    public static final int MAX_MESSAGE_LENGTH = 255;
    /** Ours, of one packet: collectd sends each in a packet of its own, and each becomes a document. */
    public static final int MAX_NOTIFICATIONS = 64;
    /** Ours: longer users are unknown ones. */
    public static final int MAX_USER_LENGTH = 255;
    /** The UDP length field's bound on a datagram. */
    public static final int MAX_PACKET_LENGTH = 65_535;

    public static final int KIND_GAUGE = 1;
    public static final int MAX_KIND = 3;

    public static final int MAC_LENGTH = 32;
    public static final int SIGNATURE_HEADER_LENGTH = HEADER_LENGTH + MAC_LENGTH;

    public static final int IV_LENGTH = 16;
    public static final int CHECKSUM_LENGTH = 20;
    public static final int USER_LENGTH_LENGTH = 2;
    /** All of an encryption part but the user and the parts inside. */
    public static final int ENCRYPTION_OVERHEAD = HEADER_LENGTH + USER_LENGTH_LENGTH + IV_LENGTH + CHECKSUM_LENGTH;

    private static final long MAX_INTERVAL_MS = 86_400_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final int HI_BITS = 30;
    private static final long HI_FRACTION = (1L << HI_BITS) - 1;
    private static final long HI_HALF = 1L << HI_BITS - 1;
    private static final long MAX_SECONDS = Long.MAX_VALUE / NANOS_PER_SECOND - 1;

    private CollectdDescriptor() {}

    /** A part's type and length, read at once. */
    public static int header(final DirectBuffer packet, final int part) {
        return packet.getInt(part, BIG_ENDIAN);
    }

    public static int partType(final int header) {
        return header >>> Short.SIZE;
    }

    public static int partLength(final int header) {
        return header & 0xffff;
    }

    /** The body of a number part. */
    public static long number(final DirectBuffer packet, final int part) {
        return packet.getLong(part + HEADER_LENGTH, BIG_ENDIAN);
    }

    /** Length of a text of at most {@code maxLength} bytes: up to the first NUL, as in C. */
    public static int textLength(final DirectBuffer packet, final int offset, final int maxLength) {
        int length = 0;
        while (length < maxLength && packet.getByte(offset + length) != 0) {
            length++;
        }
        return length;
    }

    public static int valueCount(final DirectBuffer packet, final int part) {
        return u16(packet, part + HEADER_LENGTH);
    }

    public static int userLength(final DirectBuffer packet, final int part) {
        return u16(packet, part + HEADER_LENGTH);
    }

    /** Seconds of the wire as nanoseconds; what no time can be is {@code Long.MAX_VALUE}, beyond every limit. */
    public static long secondsToNs(final long seconds) {
        return seconds < 0 || seconds > MAX_SECONDS ? Long.MAX_VALUE : seconds * NANOS_PER_SECOND;
    }

    /** Units of 2^-30 s as nanoseconds, rounded to the nearest; what no time can be is {@code Long.MAX_VALUE}. */
    public static long hiToNs(final long hi) {
        final long seconds = hi >>> HI_BITS;
        if (seconds > MAX_SECONDS) {
            return Long.MAX_VALUE;
        }
        return seconds * NANOS_PER_SECOND + ((hi & HI_FRACTION) * NANOS_PER_SECOND + HI_HALF >>> HI_BITS);
    }

    /**
     * An interval to the nearest millisecond, and 1 at least; 0, none, for 0 and for more than a day: a series is
     * remembered for three intervals, so one packet could fill the table for weeks.
     */
    public static int intervalMs(final long intervalNs) {
        final long nearest =
                intervalNs / NANOS_PER_MILLI + (intervalNs % NANOS_PER_MILLI >= NANOS_PER_MILLI / 2 ? 1 : 0);
        return intervalNs == 0 || nearest > MAX_INTERVAL_MS ? 0 : (int) Math.max(1, nearest);
    }

    private static int u16(final DirectBuffer packet, final int offset) {
        return packet.getShort(offset, BIG_ENDIAN) & 0xffff;
    }
}
