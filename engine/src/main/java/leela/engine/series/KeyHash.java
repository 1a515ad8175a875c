package leela.engine.series;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import org.agrona.DirectBuffer;

/**
 * Hash of key bytes: multiply-and-fold over 8 bytes at a time, the last eight overlapping (the mixing step of Wang Yi's
 * wyhash). Seed and multiplier are secrets of this process, so that a sender cannot choose colliding keys: with a known
 * multiplier, or a signed product, pairs of words can be found whose differences cancel whatever the seed.
 * Thread: any.
 * Memory: nothing per call.
 */
public final class KeyHash {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final SecureRandom SECRETS = new SecureRandom();
    private static final long SEED = SECRETS.nextLong();
    /** Odd, so that no bit is lost, and positive, which {@link #mix} relies on. */
    private static final long MULTIPLIER = SECRETS.nextLong() & Long.MAX_VALUE | 1L << 62 | 1;

    private static final long FINAL_WORD = 0xe7037ed1a0b428dbL;

    private KeyHash() {}

    public static int of(final DirectBuffer buffer, final int offset, final int length) {
        return fold(mixed(buffer, offset, length));
    }

    /** One so long that no two of a process' keys are expected to share it. */
    public static long longOf(final DirectBuffer buffer, final int offset, final int length) {
        return mix(mixed(buffer, offset, length), FINAL_WORD);
    }

    private static long mixed(final DirectBuffer buffer, final int offset, final int length) {
        long hash = SEED ^ length;
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            hash = mix(hash, buffer.getLong(offset + i, ByteOrder.LITTLE_ENDIAN));
        }
        if (i < length) {
            hash = mix(
                    hash,
                    length >= Long.BYTES
                            ? buffer.getLong(offset + length - Long.BYTES, ByteOrder.LITTLE_ENDIAN)
                            : shortKey(buffer, offset, length));
        }
        return hash;
    }

    public static int of(final byte[] key) {
        long hash = SEED ^ key.length;
        int i = 0;
        for (; i + Long.BYTES <= key.length; i += Long.BYTES) {
            hash = mix(hash, (long) LONGS.get(key, i));
        }
        if (i < key.length) {
            hash = mix(hash, key.length >= Long.BYTES ? (long) LONGS.get(key, key.length - Long.BYTES) : shortKey(key));
        }
        return fold(hash);
    }

    private static long shortKey(final DirectBuffer buffer, final int offset, final int length) {
        long word = 0;
        for (int i = 0; i < length; i++) {
            word = word << Byte.SIZE | (buffer.getByte(offset + i) & 0xff);
        }
        return word;
    }

    private static long shortKey(final byte[] key) {
        long word = 0;
        for (final byte next : key) {
            word = word << Byte.SIZE | (next & 0xff);
        }
        return word;
    }

    /** Whether the bytes in the buffer are this key. */
    public static boolean isEqual(final byte[] key, final DirectBuffer buffer, final int offset, final int length) {
        if (key.length != length) {
            return false;
        }
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            if ((long) LONGS.get(key, i) != buffer.getLong(offset + i, ByteOrder.LITTLE_ENDIAN)) {
                return false;
            }
        }
        if (length >= Long.BYTES) {
            final int last = length - Long.BYTES;
            return (long) LONGS.get(key, last) == buffer.getLong(offset + last, ByteOrder.LITTLE_ENDIAN);
        }
        return shortKey(key) == shortKey(buffer, offset, length);
    }

    private static long mix(final long hash, final long word) {
        final long a = hash ^ word;
        final long unsignedHigh = Math.multiplyHigh(a, MULTIPLIER) + (a >> 63 & MULTIPLIER);
        return a * MULTIPLIER ^ unsignedHigh;
    }

    private static int fold(final long hash) {
        final long mixed = mix(hash, FINAL_WORD);
        return (int) (mixed ^ mixed >>> Integer.SIZE);
    }
}
