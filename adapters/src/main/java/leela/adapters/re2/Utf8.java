package leela.adapters.re2;

/**
 * Whether bytes are UTF-8: no stray or missing continuation, nothing overlong, no surrogate, nothing beyond U+10FFFF.
 * Thread: any.
 */
final class Utf8 {

    private static final int MIN_THREE_BYTES = 0x800;
    private static final int MIN_FOUR_BYTES = 0x10000;
    private static final int MAX_CODE_POINT = 0x10ffff;
    private static final int FIRST_SURROGATE = 0xd800;
    private static final int LAST_SURROGATE = 0xdfff;

    private Utf8() {}

    static boolean isValid(final byte[] bytes) {
        int i = 0;
        while (i < bytes.length) {
            final int length = bytes[i] >= 0 ? 1 : sequenceLength(bytes, i);
            if (length == 0) {
                return false;
            }
            i += length;
        }
        return true;
    }

    /** Length of the character of several bytes that begins here; 0 if none does. */
    private static int sequenceLength(final byte[] bytes, final int index) {
        final int lead = bytes[index] & 0xff;
        if (lead >= 0xc2 && lead <= 0xdf) {
            return codePoint(bytes, index, 2, lead & 0x1f) >= 0 ? 2 : 0;
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            final int codePoint = codePoint(bytes, index, 3, lead & 0x0f);
            return codePoint >= MIN_THREE_BYTES && (codePoint < FIRST_SURROGATE || codePoint > LAST_SURROGATE) ? 3 : 0;
        }
        if (lead >= 0xf0 && lead <= 0xf4) {
            final int codePoint = codePoint(bytes, index, 4, lead & 0x07);
            return codePoint >= MIN_FOUR_BYTES && codePoint <= MAX_CODE_POINT ? 4 : 0;
        }
        return 0;
    }

    private static int codePoint(final byte[] bytes, final int index, final int length, final int leadBits) {
        if (bytes.length - index < length) {
            return -1;
        }
        int codePoint = leadBits;
        for (int i = index + 1; i < index + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return -1;
            }
            codePoint = codePoint << 6 | bytes[i] & 0x3f;
        }
        return codePoint;
    }
}
