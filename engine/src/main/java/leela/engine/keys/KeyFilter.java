package leela.engine.keys;

/**
 * Which keys to list: all, those with a prefix, those that a glob matches, or both.
 * In a glob {@code *} stands for any bytes, {@code ?} for one byte, {@code [a-c]} and {@code [!a-c]} for one byte of a
 * set, and
 * {@code \} takes the next byte as it is.
 * Thread: immutable.
 *
 * @param prefix may be empty
 * @param glob   empty for no glob
 */
public record KeyFilter(byte[] prefix, byte[] glob) {

    public static final KeyFilter ALL = new KeyFilter(new byte[0], new byte[0]);
}
