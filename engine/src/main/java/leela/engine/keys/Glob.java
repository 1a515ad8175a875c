package leela.engine.keys;

import java.util.Arrays;

/**
 * A glob over key bytes, as {@link KeyFilter} describes it; the empty one matches every key. A set or escape that is
 * not closed stands for itself.
 * Thread: any; immutable.
 */
final class Glob {

    private final byte[] pattern;

    Glob(final byte[] pattern) {
        this.pattern = pattern;
    }

    /** What every matching key begins with. */
    byte[] literalPrefix() {
        int length = 0;
        while (length < pattern.length && "*?[\\".indexOf(pattern[length]) < 0) {
            length++;
        }
        return Arrays.copyOf(pattern, length);
    }

    /** Goes back to the last star only, so the time is bounded by the product of both lengths. */
    boolean matches(final byte[] key) {
        if (pattern.length == 0) {
            return true;
        }
        int at = 0;
        int star = -1;
        int resume = 0;
        for (int i = 0; i < key.length; ) {
            if (at < pattern.length && pattern[at] == '*') {
                star = at++;
                resume = i;
            } else if (at < pattern.length && takes(at, key[i])) {
                at = behind(at);
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length && pattern[at] == '*') {
            at++;
        }
        return at == pattern.length;
    }

    private boolean takes(final int at, final byte one) {
        return switch (pattern[at]) {
            case '?' -> true;
            case '\\' -> at + 1 < pattern.length ? pattern[at + 1] == one : one == '\\';
            case '[' -> setEnd(at) < 0 ? one == '[' : isInSet(at, one);
            default -> pattern[at] == one;
        };
    }

    private int behind(final int at) {
        if (pattern[at] == '\\' && at + 1 < pattern.length) {
            return at + 2;
        }
        final int end = pattern[at] == '[' ? setEnd(at) : -1;
        return end < 0 ? at + 1 : end + 1;
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

    private boolean isInSet(final int at, final byte one) {
        final boolean isNegated = pattern[at + 1] == '!';
        final int end = setEnd(at);
        final int value = one & 0xff;
        for (int i = isNegated ? at + 2 : at + 1; i < end; i++) {
            final boolean isRange = i + 2 < end && pattern[i + 1] == '-';
            final int low = pattern[i] & 0xff;
            final int high = isRange ? pattern[i + 2] & 0xff : low;
            if (value >= low && value <= high) {
                return !isNegated;
            }
            i += isRange ? 2 : 0;
        }
        return isNegated;
    }
}
