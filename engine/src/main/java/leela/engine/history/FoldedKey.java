package leela.engine.history;

import org.agrona.DirectBuffer;

/** Keys are stored and looked up in lower case; ASCII letters only, every other byte stays. Thread: any. */
final class FoldedKey {

    private FoldedKey() {
    }

    static byte[] of(final byte[] key) {
        final byte[] folded = key.clone();
        fold(folded);
        return folded;
    }

    static byte[] of(final DirectBuffer buffer, final int offset, final int length) {
        final byte[] folded = new byte[length];
        buffer.getBytes(offset, folded);
        fold(folded);
        return folded;
    }

    private static void fold(final byte[] key) {
        for (int i = 0; i < key.length; i++) {
            if (key[i] >= 'A' && key[i] <= 'Z') {
                key[i] |= 0x20;
            }
        }
    }
}
