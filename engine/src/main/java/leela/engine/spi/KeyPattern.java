package leela.engine.spi;

import java.util.List;

/**
 * A pattern that is searched for anywhere in a key, in time linear in the key.
 * Thread: any; implementations hold no state that changes, or guard it.
 */
public interface KeyPattern {

    /** Whether the pattern occurs in the key. */
    boolean isFoundIn(byte[] key);

    /**
     * Texts that all occur in every key in which it is found: who has many patterns looks for these first. Empty where
     * none are known. Never write to them.
     */
    default List<byte[]> required() {
        return List.of();
    }

    /** How many pairs of parentheses it has that capture. */
    default int captures() {
        return 0;
    }

    /**
     * What it matches where it occurs first: the index of the first byte and that behind the last, of the whole and
     * behind it of each pair of parentheses, -1 for one that matched nothing; null where it does not occur.
     */
    default int[] capture(final byte[] key) {
        return isFoundIn(key) ? new int[] {0, key.length} : null;
    }

    /**
     * What a look at a key of so many bytes costs at most, roughly, in nanoseconds of a usual machine: the same
     * whenever it is asked and wherever, since what is decided when goes by it.
     */
    default long worstNs(final int keyLength) {
        return keyLength;
    }

    /** Turns the text of a pattern (RE2 syntax) into a pattern. Thread: any. */
    interface Compiler {
        /** Errors: {@link IllegalArgumentException} whose message is one plain sentence. */
        KeyPattern compile(byte[] pattern);
    }
}
