package leela.engine.keys;

import java.util.List;

/**
 * A part of a list of keys, in ascending byte order. Looking for rare keys among many is work, so a page may end before
 * it is full.
 * Thread: immutable.
 *
 * @param keys those that match; maybe none
 * @param next behind which key the list goes on; empty at its end
 */
public record KeyPage(List<byte[]> keys, byte[] next) {

    public static final KeyPage NONE = new KeyPage(List.of(), new byte[0]);

    public boolean isLast() {
        return next.length == 0;
    }
}
