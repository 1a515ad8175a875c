package leela.io.input.graphite;

import java.util.Arrays;

/**
 * The stack and the memo of a pickle that is read: numbers, texts, points and marks, as columns of primitives, so that
 * no object is ever made.
 *
 * <pre>
 *   kind    from, length                one, other
 *   TEXT    where its bytes are
 *   NUMBER                              the number
 *   PAIR                                two numbers: time, value
 *   POINT   where its name's bytes are  time, value
 * </pre>
 *
 * Thread: its reader's.
 * Memory: grown to what the largest pickle so far took, within {@link #MOST}.
 * Errors: a pickle beyond the bound is told by {@link #isFull}; what is not there is {@link #NOTHING}.
 */
final class PickleStack {

    static final byte NOTHING = 0;
    static final byte MARK = 1;
    static final byte TEXT = 2;
    static final byte NUMBER = 3;
    static final byte PAIR = 4;
    static final byte POINT = 5;
    static final byte LIST = 6;
    /** What is no point, nor a part of one. */
    static final byte OTHER = 7;

    /** Places on the stack, and in the memo. */
    static final int MOST = 1 << 16;

    private static final int FIRST = 256;

    private Columns stack = new Columns(FIRST);
    private Columns memo = new Columns(FIRST);
    private int top;
    private int memoized;
    private int mostMemoized;
    private boolean isFull;

    /** Things side by side. */
    private static final class Columns {
        private final byte[] kinds;
        private final int[] from;
        private final int[] lengths;
        private final double[] ones;
        private final double[] others;

        Columns(final int size) {
            kinds = new byte[size];
            from = new int[size];
            lengths = new int[size];
            ones = new double[size];
            others = new double[size];
        }

        void copy(final int to, final Columns source, final int at) {
            kinds[to] = source.kinds[at];
            from[to] = source.from[at];
            lengths[to] = source.lengths[at];
            ones[to] = source.ones[at];
            others[to] = source.others[at];
        }

        Columns grown(final int needed) {
            final Columns larger = new Columns(2 * Integer.highestOneBit(needed));
            for (int i = 0; i < kinds.length; i++) {
                larger.copy(i, this, i);
            }
            return larger;
        }
    }

    /** Begins anew, for a pickle of so many bytes: what is remembered has no higher numbers. */
    void clear(final int bytes) {
        mostMemoized = Math.min(MOST, bytes);
        top = 0;
        isFull = false;
        Arrays.fill(memo.kinds, 0, memoized, NOTHING);
        memoized = 0;
    }

    /** Whether there was no more room. */
    boolean isFull() {
        return isFull;
    }

    int depth() {
        return top;
    }

    void push(final byte kind) {
        push(kind, 0, 0, 0, 0);
    }

    void pushNumber(final double number) {
        push(NUMBER, 0, 0, number, 0);
    }

    void pushText(final int start, final int length) {
        push(TEXT, start, length, 0, 0);
    }

    private void push(final byte kind, final int start, final int length, final double one, final double other) {
        if (top == MOST) {
            isFull = true;
            return;
        }
        if (top == stack.kinds.length) {
            stack = stack.grown(top);
        }
        stack.kinds[top] = kind;
        stack.from[top] = start;
        stack.lengths[top] = length;
        stack.ones[top] = one;
        stack.others[top] = other;
        top++;
    }

    void pop() {
        top = Math.max(0, top - 1);
    }

    /** Takes what stands from {@code depth} on away. */
    void popTo(final int depth) {
        top = depth;
    }

    /** The depth of what stands behind the last mark, or -1. */
    int behindMark() {
        for (int i = top - 1; i >= 0; i--) {
            if (stack.kinds[i] == MARK) {
                return i + 1;
            }
        }
        return -1;
    }

    /** Takes a mark away from under what stands on it. */
    void withoutMark(final int mark) {
        for (int i = mark + 1; i < top; i++) {
            stack.copy(i - 1, stack, i);
        }
        top--;
    }

    /** The kind of what stands at a depth. */
    byte kind(final int depth) {
        return depth >= 0 && depth < top ? stack.kinds[depth] : NOTHING;
    }

    int from(final int depth) {
        return stack.from[depth];
    }

    int length(final int depth) {
        return stack.lengths[depth];
    }

    /** A number, or a point's time. */
    double one(final int depth) {
        return stack.ones[depth];
    }

    /** A point's value. */
    double other(final int depth) {
        return stack.others[depth];
    }

    /** Makes a tuple of what stands from {@code depth} on. */
    void tuple(final int depth) {
        final boolean isTwo = top - depth == 2;
        if (isTwo && kind(depth) == NUMBER && kind(depth + 1) == NUMBER) {
            stack.kinds[depth] = PAIR;
            stack.others[depth] = stack.ones[depth + 1];
            top = depth + 1;
        } else if (isTwo && kind(depth) == TEXT && kind(depth + 1) == PAIR) {
            stack.kinds[depth] = POINT;
            stack.ones[depth] = stack.ones[depth + 1];
            stack.others[depth] = stack.others[depth + 1];
            top = depth + 1;
        } else {
            top = depth;
            push(OTHER);
        }
    }

    /** Remembers what is on top; false where nothing is, or no more can be. */
    boolean put(final int number) {
        if (top == 0 || number < 0 || number >= mostMemoized) {
            return false;
        }
        if (number >= memo.kinds.length) {
            memo = memo.grown(number);
        }
        memo.copy(number, stack, top - 1);
        memoized = Math.max(memoized, number + 1);
        return true;
    }

    /** Remembers it under the next number. */
    boolean putNext() {
        return put(memoized);
    }

    /** Pushes what was remembered; false where nothing was. */
    boolean get(final int number) {
        if (number < 0 || number >= memoized || memo.kinds[number] == NOTHING) {
            return false;
        }
        push(NOTHING);
        if (!isFull) {
            stack.copy(top - 1, memo, number);
        }
        return true;
    }
}
