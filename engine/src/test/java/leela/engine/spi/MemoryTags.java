package leela.engine.spi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import leela.engine.keys.KeyScan;
import leela.engine.keys.KeyTags;

/** The tags of a {@link MemoryStore}, found by looking at all of its keys. Thread: any. */
final class MemoryTags implements TagIndex {

    private static final byte[] NOTHING = {};

    private final MemoryStore store;

    MemoryTags(final MemoryStore store) {
        this.store = store;
    }

    @Override
    public Store.Keys keys(final byte[] tag, final byte[] value, final byte[] prefix, final byte[] after) {
        return listed(
                prefix,
                after,
                (key, found) -> KeyTags.visit(key, (name, its) -> {
                    if (Arrays.equals(name, tag) && Arrays.equals(its, value)) {
                        found.accept(key);
                    }
                }));
    }

    @Override
    public Store.Keys values(final byte[] tag, final byte[] prefix) {
        return listed(prefix, NOTHING, (key, found) -> {
            KeyTags.visit(key, (name, its) -> found.accept(Arrays.equals(name, tag) ? its : NOTHING));
            if (KeyTags.areIn(key) && KeyTags.isName(tag)) {
                found.accept(KeyTags.nameOf(key));
            }
        });
    }

    @Override
    public Store.Keys names(final byte[] prefix) {
        return listed(prefix, NOTHING, (key, found) -> {
            KeyTags.visit(key, (name, its) -> found.accept(name));
            if (KeyTags.areIn(key)) {
                found.accept(KeyTags.NAME.getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private Store.Keys listed(
            final byte[] prefix, final byte[] after, final BiConsumer<byte[], Consumer<byte[]>> texts) {
        final TreeSet<byte[]> found = new TreeSet<>(Arrays::compareUnsigned);
        try (Store.Keys keys = store.keys(NOTHING, NOTHING)) {
            while (keys.next()) {
                texts.accept(keys.key(), found::add);
            }
        }
        found.removeIf(text ->
                text.length == 0 || !KeyScan.startsWith(text, prefix) || Arrays.compareUnsigned(text, after) <= 0);
        final Iterator<byte[]> left = found.iterator();
        return new Store.Keys() {
            private byte[] key;

            @Override
            public boolean next() {
                key = left.hasNext() ? left.next() : null;
                return key != null;
            }

            @Override
            public byte[] key() {
                return key;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }
}
