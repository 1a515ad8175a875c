package leela.io.http.prometheus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import leela.engine.history.History;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.io.http.HttpRefusal;

/**
 * How keys may begin that are given a metric's name: each {@code _} of it may stand for an odd byte. Only what keys
 * begin with in truth is followed, so a name costs a few looks, whatever else there is.
 * Thread: its request's; a look may block on storage.
 * Memory: the beginnings.
 * Errors: more than {@link #MOST_LOOKS} are a 400.
 */
final class NameSpellings {

    private static final int MOST_LOOKS = 4096;
    private static final byte[] NOTHING = {};
    /** Behind everything that begins with the same byte, but what is no text. */
    private static final int PADDING = 8;

    private final History history;
    private final byte[] name;
    private final Deque<byte[]> open = new ArrayDeque<>();
    private final List<byte[]> spellings = new ArrayList<>();
    /** Whose next bytes are being looked at; null where there is none. */
    private byte[] begin;

    private byte[] after = NOTHING;
    private int last = -1;
    private int looks;

    NameSpellings(final History history, final String name) {
        this.history = history;
        this.name = name.getBytes(StandardCharsets.UTF_8);
        if (isName()) {
            open.add(NOTHING);
        }
    }

    /** Nothing is given a name that is none. */
    private boolean isName() {
        for (int i = 0; i < name.length; i++) {
            if (!SeriesLabels.isNameByte(name[i], i == 0, true)) {
                return false;
            }
        }
        return name.length > 0;
    }

    /** Takes one more look; false where all were found. */
    boolean advance() {
        if (begin == null) {
            if (open.isEmpty()) {
                return false;
            }
            follow(open.remove());
        } else {
            look();
        }
        return true;
    }

    List<byte[]> spellings() {
        return spellings;
    }

    /** Up to the next byte that may be another. */
    private void follow(final byte[] so) {
        int end = so.length;
        while (end < name.length && name[end] != '_') {
            end++;
        }
        final byte[] longer = Arrays.copyOf(so, end);
        System.arraycopy(name, so.length, longer, so.length, end - so.length);
        if (end == name.length) {
            spellings.add(longer);
        } else {
            begin = longer;
            after = NOTHING;
            last = -1;
        }
    }

    private void look() {
        if (++looks > MOST_LOOKS) {
            throw HttpRefusal.badRequest("__name__: keys begin in too many ways for it (expected: the label key)");
        }
        final KeyPage page = history.keys(new KeyFilter(begin, NOTHING), after, 1);
        if (!page.keys().isEmpty()) {
            take(page.keys().get(0));
        } else {
            after = page.next();
        }
        if (page.isLast()) {
            begin = null;
        }
    }

    private void take(final byte[] key) {
        if (key.length == begin.length || (key[begin.length] & 0xff) <= last) {
            after = key;
            return;
        }
        final byte next = key[begin.length];
        if (next == '_' || !SeriesLabels.isNameByte(next, begin.length == 0, true)) {
            final byte[] so = Arrays.copyOf(begin, begin.length + 1);
            so[begin.length] = next;
            open.add(so);
        }
        last = endOfRun(next, begin.length == 0) & 0xff;
        after = Arrays.copyOf(begin, begin.length + 1 + PADDING);
        Arrays.fill(after, begin.length, after.length, (byte) 0xff);
        after[begin.length] = (byte) last;
    }

    /** Letters and digits mean themselves, so all of them are passed at once. */
    private static byte endOfRun(final byte one, final boolean isFirst) {
        if (one >= 'a' && one <= 'z') {
            return 'z';
        }
        if (one >= 'A' && one <= 'Z') {
            return 'Z';
        }
        return one >= '0' && one <= '9' && !isFirst ? (byte) '9' : one;
    }
}
