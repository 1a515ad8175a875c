package leela.adapters.chat;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The results of all queries on their way from the query thread to the dispatcher. When it is full, it takes no more:
 * the query thread never waits.
 * Thread: {@link #offer} the query thread; {@link #drainTo} the dispatcher.
 * Memory: the buffer, at construction; nothing per result.
 *
 * <pre>
 *   0        8        16       24     28         32
 *   +--------+--------+--------+------+----------+-----------
 *   | query  | value  | time   | seen | expected | key ...
 *   +--------+--------+--------+------+----------+-----------
 *     i64      f64      i64 ns   i32    i32
 * </pre>
 */
final class ChatResultQueue {

    private static final int CAPACITY = 1 << 20;
    private static final int RESULT = 1;
    private static final int VALUE_OFFSET = 8;
    private static final int TIME_OFFSET = 16;
    private static final int SEEN_OFFSET = 24;
    private static final int EXPECTED_OFFSET = 28;
    private static final int KEY_OFFSET = 32;

    private final OneToOneRingBuffer ring = new OneToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY + RingBufferDescriptor.TRAILER_LENGTH)));
    private final ControlledMessageHandler handler = this::show;
    private Taker taker;

    /** Looks at results. */
    interface Taker {
        /**
         * False leaves it, and what is behind it, for later. The key is there during the call only. Of a group's, how
         * many of its series have sent, of how many; else 0 of 0.
         */
        boolean onResult(
                long query,
                double value,
                long timeNs,
                int seen,
                int expected,
                DirectBuffer buffer,
                int keyOffset,
                int keyLength);
    }

    /** False where there is no room. */
    boolean offer(
            final long query,
            final byte[] key,
            final double value,
            final long timeNs,
            final int seen,
            final int expected) {
        final int index = ring.tryClaim(RESULT, KEY_OFFSET + key.length);
        if (index < 0) {
            return false;
        }
        final AtomicBuffer buffer = ring.buffer();
        buffer.putLong(index, query);
        buffer.putDouble(index + VALUE_OFFSET, value);
        buffer.putLong(index + TIME_OFFSET, timeNs);
        buffer.putInt(index + SEEN_OFFSET, seen);
        buffer.putInt(index + EXPECTED_OFFSET, expected);
        buffer.putBytes(index + KEY_OFFSET, key);
        ring.commit(index);
        return true;
    }

    /** Shows at most {@code limit} results; how many were taken. */
    int drainTo(final Taker by, final int limit) {
        taker = by;
        return ring.controlledRead(handler, limit);
    }

    private Action show(final int type, final MutableDirectBuffer buffer, final int index, final int length) {
        return taker.onResult(
                        buffer.getLong(index),
                        buffer.getDouble(index + VALUE_OFFSET),
                        buffer.getLong(index + TIME_OFFSET),
                        buffer.getInt(index + SEEN_OFFSET),
                        buffer.getInt(index + EXPECTED_OFFSET),
                        buffer,
                        index + KEY_OFFSET,
                        length - KEY_OFFSET)
                ? Action.CONTINUE
                : Action.ABORT;
    }
}
