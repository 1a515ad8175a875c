package leela.engine.history;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import leela.engine.batch.Recent;
import leela.engine.keys.KeyCase;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyScan;
import leela.engine.keys.KeyTags;
import leela.engine.spi.Store;
import leela.engine.spi.TagIndex;

/**
 * The tags that keys have, and their values: those of the store, and those of keys that it does not list yet.
 * Thread: any.
 * Memory: what is asked for, and what the newest keys have.
 * Errors: {@link leela.engine.spi.StoreException}.
 */
final class StoredTags {

    /** Keys that are looked at where the store has no index, and of those that it does not list. */
    static final int MOST_KEYS = 200_000;

    private static final byte[] NOTHING = {};

    private final Store store;
    private final Recent recent;
    private final KeyCase keyCase;

    StoredTags(final Store store, final Recent recent, final KeyCase keyCase) {
        this.store = store;
        this.recent = recent;
        this.keyCase = keyCase;
    }

    /** In ascending byte order: the first that begin so. */
    List<byte[]> names(final byte[] prefix, final int limit) {
        return first(
                keyCase.of(prefix),
                limit,
                (key, found) -> {
                    found.accept(KeyTags.NAME.getBytes(StandardCharsets.US_ASCII));
                    KeyTags.visit(key, (tag, value) -> found.accept(tag));
                },
                this::showUnlistedNames,
                TagIndex::names);
    }

    /** As {@link #names}: the values of a tag. */
    List<byte[]> values(final byte[] asked, final byte[] prefix, final int limit) {
        final byte[] wanted = keyCase.of(asked);
        final byte[] beginning = keyCase.of(prefix);
        return first(
                beginning,
                limit,
                (key, found) -> {
                    if (KeyTags.isName(wanted)) {
                        found.accept(KeyTags.nameOf(key));
                    }
                    KeyTags.visit(key, (tag, value) -> {
                        if (Arrays.equals(tag, wanted)) {
                            found.accept(value);
                        }
                    });
                },
                found -> !KeyTags.isName(wanted) && recent.unlisted().visitValues(wanted, beginning, found),
                (index, begin) -> index.values(wanted, begin));
    }

    private boolean showUnlistedNames(final Consumer<byte[]> found) {
        final List<byte[]> names = recent.unlisted().tagNames().orElse(null);
        if (names != null && !names.isEmpty()) {
            found.accept(KeyTags.NAME.getBytes(StandardCharsets.US_ASCII));
            names.forEach(found);
        }
        return names != null;
    }

    /** What a key has to offer. */
    private interface Texts {
        void show(byte[] key, Consumer<byte[]> found);
    }

    /** Where a store has it in order. */
    private interface Listing {
        Store.Keys in(TagIndex index, byte[] prefix);
    }

    /** Shows what keys have that the store does not list; false where it cannot without a look at each. */
    private interface Unlisted {
        boolean show(Consumer<byte[]> found);
    }

    private List<byte[]> first(
            final byte[] prefix, final int limit, final Texts texts, final Unlisted unlisted, final Listing listing) {
        final TreeSet<byte[]> found = new TreeSet<>(Arrays::compareUnsigned);
        final Consumer<byte[]> add = text -> {
            if (KeyScan.startsWith(text, prefix)) {
                found.add(text);
            }
            if (found.size() > limit) {
                found.pollLast();
            }
        };
        final Consumer<byte[]> addKey = key -> {
            if (KeyTags.areIn(key)) {
                texts.show(key, add);
            }
        };
        // first: a key that is written in between is then in both, not in neither
        if (!unlisted.show(add)) {
            recent.unlisted()
                    .matching(new KeyScan(KeyFilter.ALL, keyCase), NOTHING, MOST_KEYS, MOST_KEYS)
                    .keys()
                    .forEach(addKey);
        }
        final TagIndex index = store.tagIndex().orElse(null);
        try (Store.Keys stored = index == null ? store.keys(NOTHING, NOTHING) : listing.in(index, prefix)) {
            for (int i = 0; i < (index == null ? MOST_KEYS : limit) && stored.next(); i++) {
                (index == null ? addKey : add).accept(stored.key());
            }
        }
        return new ArrayList<>(found);
    }
}
