package leela.io.http.intake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * What one request holds: its body as it comes, and how much of the budget for all that body and the answer have taken.
 * Thread: the loop's.
 * Memory: one body, on the heap.
 */
public final class RequestMemory {

    /** What all share. Thread: the loop's. */
    public interface Budget {

        /** False, and nothing is taken, where there is not so much. */
        boolean take(long bytes);

        void giveBack(long bytes);
    }

    private static final int FIRST_BODY_BYTES = 1024;
    /** What has come is copied as often as the room for it grows. */
    private static final int BODY_GROWTH = 4;

    private static final byte[] NOTHING = {};

    private final Budget budget;
    private final int freeBody;
    private byte[] body = NOTHING;
    private int length;
    private long takenByBody;
    private long takenByAnswer;

    /** The first {@code freeBody} bytes of a body are taken of no budget. */
    public RequestMemory(final Budget budget, final int freeBody) {
        this.budget = budget;
        this.freeBody = freeBody;
    }

    /** Makes room for so many more bytes of a body of at most {@code most}; false where others have the memory. */
    public boolean reserve(final int more, final int most) {
        final int needed = length + more;
        if (needed > body.length) {
            final int capacity =
                    Math.max(needed, Math.min(most, Math.max(FIRST_BODY_BYTES, BODY_GROWTH * body.length)));
            if (!take(Math.max(0, capacity - freeBody), takenByAnswer)) {
                return false;
            }
            body = Arrays.copyOf(body, capacity);
        }
        return true;
    }

    /** Takes over what {@link #reserve} has made room for. */
    public void append(final ByteBuf bytes) {
        final int more = bytes.readableBytes();
        bytes.readBytes(body, length, more);
        length += more;
    }

    /** How much of the body has come. */
    public int length() {
        return length;
    }

    /** The body; the same bytes, also when they are dropped here. */
    public ByteBuf body() {
        return Unpooled.wrappedBuffer(body, 0, length);
    }

    /** Forgets the body, whose bytes others may still read. */
    public void dropBody() {
        body = NOTHING;
        length = 0;
    }

    /** The body was read: what it took is for others. */
    public void releaseBody() {
        take(0, takenByAnswer);
    }

    /** Has so many bytes taken for the answer from now on; false, and as before, where others have them. */
    public boolean takeForAnswer(final long bytes) {
        return take(takenByBody, bytes);
    }

    /** Everything. */
    public void giveBack() {
        dropBody();
        take(0, 0);
    }

    /** Whether anything is taken of the budget. */
    public boolean isTaken() {
        return takenByBody + takenByAnswer > 0;
    }

    private boolean take(final long byBody, final long byAnswer) {
        final long more = byBody + byAnswer - takenByBody - takenByAnswer;
        if (more > 0 && !budget.take(more)) {
            return false;
        }
        if (more < 0) {
            budget.giveBack(-more);
        }
        takenByBody = byBody;
        takenByAnswer = byAnswer;
        return true;
    }
}
