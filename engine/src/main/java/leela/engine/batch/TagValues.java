package leela.engine.batch;

import java.util.Arrays;
import java.util.function.Consumer;
import leela.engine.keys.KeyScan;
import leela.engine.keys.TagCondition;

/**
 * The values that one tag has in keys that the store does not list yet: of each the last head that has it.
 * Thread: any; immutable.
 * Memory: 16 bytes a value.
 */
final class TagValues {

    /** There are none. */
    static final TagValues NONE = new TagValues(new Head[0], new int[0], new long[0]);

    private final Head[] heads;
    private final int[] places;
    private final long[] hashes;

    /** {@code places} say where a value stands in the key of its head. */
    TagValues(final Head[] heads, final int[] places, final long[] hashes) {
        this.heads = heads;
        this.places = places;
        this.hashes = hashes;
    }

    /** Where a value stands in a key, which is at most 1,024 bytes long. */
    static int place(final int from, final int to) {
        return from << Short.SIZE | to;
    }

    /** Shows each that begins so; those of heads that were listed meanwhile are with the store. */
    void visit(final byte[] prefix, final Consumer<byte[]> visitor) {
        for (int i = 0; i < heads.length; i++) {
            if (heads[i].isUnlisted() && begins(i, prefix)) {
                visitor.accept(value(i));
            }
        }
    }

    /** Those for which the condition, which {@link TagCondition#isFound}, holds, for {@link UnlistedTags#with}. */
    long[] matching(final TagCondition condition) {
        final byte[] prefix = condition.valuePrefix();
        final long[] found = new long[heads.length];
        int count = 0;
        for (int i = 0; i < heads.length; i++) {
            if (begins(i, prefix) && condition.holdsFor(value(i))) {
                found[count++] = hashes[i];
            }
        }
        return Arrays.copyOf(found, count);
    }

    private boolean begins(final int index, final byte[] prefix) {
        final int place = places[index];
        return KeyScan.startsWith(heads[index].key(), place >>> Short.SIZE, place & 0xffff, prefix);
    }

    private byte[] value(final int index) {
        final int place = places[index];
        return Arrays.copyOfRange(heads[index].key(), place >>> Short.SIZE, place & 0xffff);
    }
}
