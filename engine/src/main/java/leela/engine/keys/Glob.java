package leela.engine.keys;

import java.util.Arrays;

/**
 * A glob over key bytes, as {@link KeyFilter} describes it; the empty one matches every key. A set or escape that is
 * not closed stands for itself.
 *
 * <p>It is read once, into tokens that each take one byte. A key is then read once, with the set of all numbers of
 * tokens that may have been taken so far, a bit each; a star lets its number stay. So a byte of a key costs at
 * most a step for each 64 tokens, whatever they are.
 *
 * <p>Thread: any; immutable.
 * Memory: 256 bits a token; with more than 63 of them a few words for each key.
 */
final class Glob {

    private static final int BYTES = 256;

    private final byte[] pattern;
    private final int words;
    /** For each byte, which tokens take it. */
    private final long[][] takes = new long[BYTES][];
    /** Behind how many tokens there is a star. */
    private final long[] stars;

    private int tokens;

    Glob(final byte[] pattern) {
        this.pattern = pattern;
        words = pattern.length / Long.SIZE + 1;
        stars = new long[words];
        Arrays.setAll(takes, one -> new long[words]);
        for (int at = 0; at < pattern.length; ) {
            at = read(at);
        }
    }

    /** What every matching key begins with. */
    byte[] literalPrefix() {
        int length = 0;
        while (length < pattern.length && "*?[\\".indexOf(pattern[length]) < 0) {
            length++;
        }
        return Arrays.copyOf(pattern, length);
    }

    /** How many steps a byte of a key costs at most. */
    int stepsPerByte() {
        return words;
    }

    boolean matches(final byte[] key) {
        if (pattern.length == 0) {
            return true;
        }
        return words == 1 ? matchesInWord(key) : matchesInWords(key);
    }

    /** As nearly all globs are: then a key costs no memory. */
    private boolean matchesInWord(final byte[] key) {
        long taken = 1;
        for (int i = 0; i < key.length && taken != 0; i++) {
            taken = (taken & takes[key[i] & 0xff][0]) << 1 | taken & stars[0];
        }
        return (taken & 1L << tokens) != 0;
    }

    private boolean matchesInWords(final byte[] key) {
        final long[] taken = new long[words];
        taken[0] = 1;
        int top = 0;
        for (final byte one : key) {
            top = step(taken, top, takes[one & 0xff]);
            if (top < 0) {
                return false;
            }
        }
        return isIn(taken, tokens);
    }

    /** Takes a byte, where no word above {@code top} has a bit; gives the new top, -1 if the key cannot match. */
    private int step(final long[] taken, final int top, final long[] taking) {
        int newTop = -1;
        long carry = 0;
        for (int i = 0; i <= top || carry != 0; i++) {
            final long advanced = taken[i] & taking[i];
            taken[i] = advanced << 1 | carry | taken[i] & stars[i];
            carry = advanced >>> Long.SIZE - 1;
            newTop = taken[i] == 0 ? newTop : i;
        }
        return newTop;
    }

    /** Reads what begins at {@code at}; gives where the next begins. */
    private int read(final int at) {
        final byte one = pattern[at];
        if (one == '*') {
            add(stars, tokens);
            return at + 1;
        }
        if (one == '?') {
            takeRange(0, BYTES - 1);
        } else if (one == '\\' && at + 1 < pattern.length) {
            takeRange(pattern[at + 1] & 0xff, pattern[at + 1] & 0xff);
            tokens++;
            return at + 2;
        } else if (one == '[' && setEnd(at) > 0) {
            final int end = setEnd(at);
            takeSet(at + 1, end);
            tokens++;
            return end + 1;
        } else {
            takeRange(one & 0xff, one & 0xff);
        }
        tokens++;
        return at + 1;
    }

    /**
     * Index of the bracket that closes the set at {@code at}, or -1; a bracket right at its start is one of its bytes.
     */
    private int setEnd(final int at) {
        final int first = at + 1 < pattern.length && pattern[at + 1] == '!' ? at + 2 : at + 1;
        for (int i = first + 1; i < pattern.length; i++) {
            if (pattern[i] == ']') {
                return i;
            }
        }
        return -1;
    }

    private void takeSet(final int from, final int end) {
        final boolean isNegated = pattern[from] == '!';
        for (int i = isNegated ? from + 1 : from; i < end; i++) {
            final boolean isRange = i + 2 < end && pattern[i + 1] == '-';
            takeRange(pattern[i] & 0xff, pattern[isRange ? i + 2 : i] & 0xff);
            i += isRange ? 2 : 0;
        }
        if (isNegated) {
            for (final long[] taking : takes) {
                taking[tokens / Long.SIZE] ^= 1L << tokens;
            }
        }
    }

    private void takeRange(final int low, final int high) {
        for (int one = low; one <= high; one++) {
            add(takes[one], tokens);
        }
    }

    private static void add(final long[] set, final int number) {
        set[number / Long.SIZE] |= 1L << number;
    }

    private static boolean isIn(final long[] set, final int number) {
        return (set[number / Long.SIZE] & 1L << number) != 0;
    }
}
