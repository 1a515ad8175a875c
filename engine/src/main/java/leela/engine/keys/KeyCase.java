package leela.engine.keys;

import org.agrona.DirectBuffer;

/** How keys are stored and looked up ([storage 1.1]). Thread: any. */
public enum KeyCase {
    /** As they came. */
    KEPT {
        @Override
        public byte[] of(final byte[] key) {
            return key;
        }

        @Override
        public byte[] of(final DirectBuffer buffer, final int offset, final int length) {
            final byte[] key = new byte[length];
            buffer.getBytes(offset, key);
            return key;
        }

        @Override
        public boolean isOf(final byte[] stored, final DirectBuffer buffer, final int offset, final int length) {
            if (stored.length != length) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (stored[i] != buffer.getByte(offset + i)) {
                    return false;
                }
            }
            return true;
        }
    },
    /** In lower case, as the first Leela did. */
    FOLDED {
        @Override
        public byte[] of(final byte[] key) {
            return FoldedKey.of(key);
        }

        @Override
        public byte[] of(final DirectBuffer buffer, final int offset, final int length) {
            return FoldedKey.of(buffer, offset, length);
        }

        @Override
        public boolean isOf(final byte[] stored, final DirectBuffer buffer, final int offset, final int length) {
            return FoldedKey.isOf(stored, buffer, offset, length);
        }
    };

    /** The key as it is stored. */
    public abstract byte[] of(byte[] key);

    public abstract byte[] of(DirectBuffer buffer, int offset, int length);

    /** Whether {@code stored} is what {@link #of} would make of these bytes. */
    public abstract boolean isOf(byte[] stored, DirectBuffer buffer, int offset, int length);
}
