package leela.io.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Percent-encoding (RFC 3986): text of a request line to bytes and back.
 * Thread: any; stateless.
 * Errors: a percent sign without two hex digits is a 400.
 */
public final class PercentText {

    private static final String UNRESERVED = "-._~";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private PercentText() {}

    /** The bytes meant; a character is a byte, as Netty reads request lines. */
    public static byte[] decode(final String text, final boolean isPlusSpace) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == '%') {
                bytes.write(hex(text, i + 1) << 4 | hex(text, i + 2));
                i += 2;
            } else {
                bytes.write(c == '+' && isPlusSpace ? ' ' : c);
            }
        }
        return bytes.toByteArray();
    }

    /** Text that decodes to these bytes and can stand anywhere in a path or query. */
    public static String encode(final byte[] bytes) {
        final StringBuilder text = new StringBuilder(bytes.length);
        for (final byte b : bytes) {
            final char c = (char) (b & 0xff);
            if (c < 0x80 && Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append(HEX[c >> 4]).append(HEX[c & 0xf]);
            }
        }
        return text.toString();
    }

    public static String utf8(final byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * A key as text: UTF-8, and bytes that are none as {@code %XX}. {@link #decodeAgain} finds the key of such a text.
     */
    public static String key(final byte[] bytes) {
        return isAscii(bytes) ? new String(bytes, StandardCharsets.ISO_8859_1) : decodedKey(bytes);
    }

    /** As nearly all keys are: then it is no more than a copy. */
    private static boolean isAscii(final byte[] bytes) {
        for (final byte one : bytes) {
            if (one < 0) {
                return false;
            }
        }
        return true;
    }

    private static String decodedKey(final byte[] bytes) {
        final StringBuilder text = new StringBuilder(bytes.length);
        final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        final ByteBuffer in = ByteBuffer.wrap(bytes);
        final CharBuffer out = CharBuffer.allocate(bytes.length);
        while (true) {
            final CoderResult result = decoder.decode(in, out, true);
            text.append(out.flip());
            out.clear();
            if (!result.isError()) {
                return text.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                final int odd = in.get() & 0xff;
                text.append('%').append(HEX[odd >> 4]).append(HEX[odd & 0xf]);
            }
            decoder.reset();
        }
    }

    /** The key that was shown so by {@link #key}, where it can only have been one that is no UTF-8. */
    public static byte[] ofKey(final byte[] shown) {
        final byte[] odd = decodeAgain(shown);
        return odd != null && key(odd).equals(utf8(shown)) ? odd : shown;
    }

    /**
     * The key that {@link #key} shows as these bytes where it is no UTF-8; null where these bytes can only be meant as
     * they are.
     */
    public static byte[] decodeAgain(final byte[] bytes) {
        final String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.indexOf('%') < 0) {
            return null;
        }
        try {
            return decode(text, false);
        } catch (final HttpRefusal noPercentText) {
            return null;
        }
    }

    private static int hex(final String text, final int index) {
        final int digit = index < text.length() ? Character.digit(text.charAt(index), 16) : -1;
        if (digit < 0) {
            throw HttpRefusal.badRequest("request target: % without two hex digits (expected: %00-%FF)");
        }
        return digit;
    }
}
