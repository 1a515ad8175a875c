package leela.engine.keys;

import org.agrona.DirectBuffer;

/** Keys in lower case; ASCII letters only, every other byte stays. Thread: any. */
public final class FoldedKey {

    private FoldedKey() {}

    public static byte[] of(final byte[] key) {
        final byte[] folded = key.clone();
        fold(folded);
        return folded;
    }

    public static byte[] of(final DirectBuffer buffer, final int offset, final int length) {
        final byte[] folded = new byte[length];
        buffer.getBytes(offset, folded);
        fold(folded);
        return folded;
    }

    /** Whether {@code folded} is what {@link #of} would make of these bytes. */
    public static boolean isOf(final byte[] folded, final DirectBuffer buffer, final int offset, final int length) {
        if (folded.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (folded[i] != folded(buffer.getByte(offset + i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the key is another one in lower case. */
    public static boolean isOther(final byte[] key) {
        for (final byte one : key) {
            if (one != folded(one)) {
                return true;
            }
        }
        return false;
    }

    /** The order of keys in lower case, byte by byte. */
    public static int compare(final byte[] one, final byte[] other) {
        final int shorter = Math.min(one.length, other.length);
        for (int i = 0; i < shorter; i++) {
            final int order = (folded(one[i]) & 0xff) - (folded(other[i]) & 0xff);
            if (order != 0) {
                return order;
            }
        }
        return one.length - other.length;
    }

    private static byte folded(final byte one) {
        return one >= 'A' && one <= 'Z' ? (byte) (one | 0x20) : one;
    }

    private static void fold(final byte[] key) {
        for (int i = 0; i < key.length; i++) {
            key[i] = folded(key[i]);
        }
    }
}
