package leela.io.input.statsd;

import java.util.Arrays;
import leela.engine.series.KeyHash;
import org.agrona.DirectBuffer;

/**
 * Finds what is held of a name, by the bytes of the name where they lie. Each type has a table of its own, since one
 * name may be used for several.
 * Thread: whoever holds the windows.
 * Memory: two references for each name; nothing for a look-up.
 */
final class StatTable {

    private static final int FIRST = 64;

    private Stat[] places = new Stat[FIRST];
    private int count;

    int count() {
        return count;
    }

    /** What is held of this name, or null. */
    Stat find(final DirectBuffer name, final int length) {
        for (int place = KeyHash.of(name, 0, length) & places.length - 1; ; place = place + 1 & places.length - 1) {
            final Stat one = places[place];
            if (one == null || isEqual(one.name(), name, length)) {
                return one;
            }
        }
    }

    private static boolean isEqual(final byte[] held, final DirectBuffer name, final int length) {
        if (held.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (held[i] != name.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    /** One more, which is not there yet. */
    void add(final Stat stat) {
        if (2 * ++count > places.length) {
            final Stat[] before = places;
            places = new Stat[2 * before.length];
            for (final Stat one : before) {
                if (one != null) {
                    put(one);
                }
            }
        }
        put(stat);
    }

    private void put(final Stat stat) {
        int place = KeyHash.of(stat.name()) & places.length - 1;
        while (places[place] != null) {
            place = place + 1 & places.length - 1;
        }
        places[place] = stat;
    }

    /** Hears each. */
    interface Visitor {
        void visit(Stat stat);
    }

    void forEach(final Visitor visitor) {
        for (final Stat one : places) {
            if (one != null) {
                visitor.visit(one);
            }
        }
    }

    /** Forgets those that were silent for so many windows; how many bytes they took. */
    long forget(final int silentWindows) {
        long bytes = 0;
        for (final Stat one : places) {
            if (one != null && one.silentWindows() >= silentWindows) {
                bytes += one.bytes();
                one.forget();
            }
        }
        if (bytes > 0) {
            final Stat[] before = places;
            places = new Stat[before.length];
            count = 0;
            Arrays.stream(before)
                    .filter(one -> one != null && !one.isForgotten())
                    .forEach(this::add);
        }
        return bytes;
    }
}
