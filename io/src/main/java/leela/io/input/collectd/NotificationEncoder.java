package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.agrona.DirectBuffer;

/**
 * Writes notifications as the JSON that is kept of them: {@code {"severity": 2, "level": "warning", "message": "load is
 * high"}}.
 * Thread: any.
 * Memory: the document, and what it is made of: notifications are rare.
 * Errors: bytes that are no UTF-8 become replacement characters.
 */
final class NotificationEncoder {

    private static final int FAILURE = 1;
    private static final int WARNING = 2;
    private static final int OKAY = 4;

    private NotificationEncoder() {}

    /** Whether collectd knows this severity. */
    static boolean isSeverity(final long severity) {
        return severity == FAILURE || severity == WARNING || severity == OKAY;
    }

    static byte[] encode(final long severity, final DirectBuffer packet, final int offset, final int length) {
        final byte[] message = new byte[length];
        packet.getBytes(offset, message);
        final StringBuilder json = new StringBuilder(length + 64);
        json.append("{\"severity\": ")
                .append(severity)
                .append(", \"level\": \"")
                .append(level(severity))
                .append("\", \"message\": \"");
        appendEscaped(json, new String(message, UTF_8));
        return json.append("\"}").toString().getBytes(UTF_8);
    }

    private static String level(final long severity) {
        return severity == FAILURE ? "failure" : severity == WARNING ? "warning" : "okay";
    }

    private static void appendEscaped(final StringBuilder json, final String text) {
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u00").append(c < 0x10 ? "0" : "").append(Integer.toHexString(c));
            } else {
                json.append(c);
            }
        }
    }
}
