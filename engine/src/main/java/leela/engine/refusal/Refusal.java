package leela.engine.refusal;

/**
 * One entry, packet or request that was not taken. All of it is text that may go to a terminal or a log.
 * Thread: immutable.
 * Memory: at most 3 KiB.
 * Units: time epoch ns.
 *
 * @param source   the input it came to, as in {@code metrics.received}
 * @param cause    the label of the counter that moved
 * @param sender   an address, or a socket's path
 * @param key      the first bytes of it; empty where none was read
 * @param position where in the datagram it begins, in bytes; over HTTP its place in the body's list
 * @param bytes    the first of them: of the entry, or of what it came in
 */
public record Refusal(
        long timeNs,
        String source,
        String cause,
        String sender,
        String key,
        String reason,
        int position,
        String bytes) {

    /** Most bytes kept of a key, and of an entry. */
    public static final int MAX_BYTES = 256;

    private static final String HEX = "0123456789abcdef";
    private static final String UNPRINTABLE = "\\p{C}";

    /** Bytes as ASCII: a backslash is doubled, and what does not print, or is a quote, is {@code \xff}. */
    static String printable(final byte[] bytes) {
        final StringBuilder text = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length && i < MAX_BYTES; i++) {
            final int next = bytes[i] & 0xff;
            if (next == '\\') {
                text.append("\\\\");
            } else if (next < ' ' || next > '~' || next == '"') {
                text.append("\\x").append(HEX.charAt(next >> 4)).append(HEX.charAt(next & 0xf));
            } else {
                text.append((char) next);
            }
        }
        return text.toString();
    }

    /** A sentence, which may quote what came from outside. */
    static String printable(final String sentence) {
        final String shown = sentence.length() <= MAX_BYTES ? sentence : sentence.substring(0, MAX_BYTES) + "…";
        return shown.replaceAll(UNPRINTABLE, "?").replace('"', '\'');
    }
}
