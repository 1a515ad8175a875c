package leela.adapters.re2;

import java.nio.charset.StandardCharsets;

/** Bytes as characters, one for one, without a copy. Thread: any, while nobody writes to the bytes. */
record Latin1Text(byte[] bytes, int from, int to) implements CharSequence {

    Latin1Text(final byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    @Override
    public int length() {
        return to - from;
    }

    @Override
    public char charAt(final int index) {
        return (char) (bytes[from + index] & 0xff);
    }

    @Override
    public CharSequence subSequence(final int start, final int end) {
        return new Latin1Text(bytes, from + start, from + end);
    }

    @Override
    public String toString() {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
