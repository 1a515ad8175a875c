package leela.io.number;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Text in buffers, for tests. */
final class Ascii {
    /** No decoder may look at it: as a digit it would change any number. */
    private static final char BEYOND_LIMIT = '7';

    private Ascii() {}

    /** The text between two bytes that would belong to a number: it starts at 1 and ends at its length + 1. */
    static UnsafeBuffer enclosed(final String text) {
        return new UnsafeBuffer((BEYOND_LIMIT + text + BEYOND_LIMIT).getBytes(StandardCharsets.ISO_8859_1));
    }

    static String text(final UnsafeBuffer buffer, final int offset, final int length) {
        return buffer.getStringWithoutLengthAscii(offset, length);
    }

    /** Checks that the bytes outside of [offset, offset + length) still have the value they were filled with. */
    static void assertUntouched(final UnsafeBuffer buffer, final int offset, final int length, final byte fill) {
        for (int index = 0; index < buffer.capacity(); index++) {
            if (index < offset || index >= offset + length) {
                assertThat(buffer.getByte(index)).as("byte %d", index).isEqualTo(fill);
            }
        }
    }

    /** The same, quick enough for a million times. */
    static void requireUntouched(final UnsafeBuffer buffer, final int offset, final int length, final byte fill) {
        for (int index = 0; index < buffer.capacity(); index++) {
            if ((index < offset || index >= offset + length) && buffer.getByte(index) != fill) {
                throw new AssertionError("byte " + index + " was touched");
            }
        }
    }
}
