package leela.io.input.text;

import leela.engine.series.KeyHash;
import org.agrona.DirectBuffer;

/**
 * Knows the events that came lately, and tells which came so often that engines must be sending them to each other in a
 * circle: each gives back the same key, value and time.
 * Thread: the receiver's.
 * Memory: 80 KiB; nothing per event.
 */
final class RepeatedEvents {

    /** So often may the same event come: senders repeat themselves, too. */
    static final int MOST = 256;

    private static final int PLACES = 1 << 14;

    private final int[] hashes = new int[PLACES];
    private final short[] counts = new short[PLACES];

    /** Counts the event that lies there as it was written; whether it has come too often. */
    boolean isBeyond(final DirectBuffer buffer, final int offset, final int length) {
        final int hash = KeyHash.of(buffer, offset, length);
        final int place = hash & PLACES - 1;
        if (hashes[place] != hash) {
            hashes[place] = hash;
            counts[place] = 0;
        }
        if (counts[place] == MOST) {
            return true;
        }
        counts[place]++;
        return false;
    }
}
