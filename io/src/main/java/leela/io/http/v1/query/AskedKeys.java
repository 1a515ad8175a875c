package leela.io.http.v1.query;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import leela.engine.history.History;
import leela.engine.keys.AskedKey;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.keys.TagCondition;
import leela.engine.ring.Limits;
import leela.io.http.HttpRefusal;
import leela.io.http.PercentText;

/**
 * The keys that a request means, each once, in the order asked for; those of a glob in the order of their bytes. What
 * is a key is no glob, whatever its characters are.
 * Thread: one at a time.
 * Memory: the keys, {@link #MOST} at most.
 * Errors: more of them are a 400.
 */
final class AskedKeys {

    /** Keys in one answer. */
    static final int MOST = 1000;

    private static final byte[] NOTHING = {};

    private final History history;
    private final Iterator<byte[]> asked;
    private final List<byte[]> keys = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    /** The one whose keys are being listed; null where there is none. */
    private KeyFilter glob;

    private byte[] after = NOTHING;

    /** Keys and globs, or those for whose tags all this holds. */
    AskedKeys(final History history, final List<byte[]> asked, final List<TagCondition> tags) {
        this.history = history;
        this.asked = asked.iterator();
        glob = tags.isEmpty() ? null : new KeyFilter(NOTHING, NOTHING, tags);
    }

    /** Looks for some more; false where all were found. */
    boolean advance() {
        if (glob != null) {
            list();
            return true;
        }
        if (!asked.hasNext()) {
            return false;
        }
        final byte[] next = asked.next();
        final boolean isGlob = isGlob(next);
        final byte[] key = existing(next, isGlob);
        if (key != null) {
            add(key);
        } else if (isGlob) {
            glob = filter(next);
            after = NOTHING;
        }
        return true;
    }

    List<byte[]> keys() {
        return keys;
    }

    private void list() {
        final KeyPage page = history.keys(glob, after, MOST + 1 - keys.size());
        page.keys().forEach(this::add);
        after = page.next();
        glob = page.isLast() ? null : glob;
    }

    private void add(final byte[] key) {
        if (known.add(PercentText.key(key))) {
            keys.add(key);
        }
        if (keys.size() > MOST) {
            throw HttpRefusal.badRequest("key: more than " + MOST + " keys (expected: globs or tags that match fewer)");
        }
    }

    /** The key that is meant, where there is one. */
    private byte[] existing(final byte[] key, final boolean isGlob) {
        if (exists(key, isGlob)) {
            return key;
        }
        final byte[] odd = PercentText.decodeAgain(key);
        return odd != null && odd.length > 0 && exists(odd, isGlob) ? odd : null;
    }

    private boolean exists(final byte[] key, final boolean isGlob) {
        if (key.length > Limits.MAX_KEY_LENGTH) {
            return false;
        }
        if (!history.spellings(key, 1).isEmpty()) {
            return true;
        }
        // most globs are asked for again and again, and to look for their points is to look in each day
        return (!isGlob || AskedKey.canonical(key) != key) && holdsAnything(key);
    }

    /** Storage may know the key by another order of its tags. */
    private boolean holdsAnything(final byte[] key) {
        try (History.Points points = history.points(key, 0, Limits.MAX_TIME_NS)) {
            return points.read(new long[1], new double[1]) > 0;
        }
    }

    private static boolean isGlob(final byte[] text) {
        for (final byte one : text) {
            if (one == '*' || one == '?' || one == '[' || one == '\\') {
                return true;
            }
        }
        return false;
    }

    private static KeyFilter filter(final byte[] glob) {
        try {
            return new KeyFilter(NOTHING, glob);
        } catch (final IllegalArgumentException tooLong) {
            throw HttpRefusal.badRequest(tooLong.getMessage());
        }
    }
}
