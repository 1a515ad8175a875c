package leela.engine.dmproc.recording;

import java.nio.ByteBuffer;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Producer;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.Signal;
import leela.engine.series.Series;
import org.agrona.ErrorHandler;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The results of recording programs on their way back into the ring. The query thread must not wait for room there, as
 * it is who makes it: so they go through a queue and a thread of their own.
 * Thread: {@link #record} the query thread; the rest {@code leela-record}.
 * Memory: the queue, from the first result on; nothing per result.
 * Errors: what the queue has no room for is counted QUERY_RECORDED_LOST; what the ring does not take, as of any source.
 *
 * <pre>
 *   0        8        16
 *   +--------+--------+-----------
 *   | value  | time   | key ...
 *   +--------+--------+-----------
 *     f64      i64 ns
 * </pre>
 */
public final class RecordedResults implements Recorder, AutoCloseable {

    /** Windows of many groups end together: some forty thousand results. */
    static final int CAPACITY = 1 << 22;

    private static final int RESULT = 1;
    private static final int TIME_OFFSET = 8;
    private static final int KEY_OFFSET = 16;
    /** Below what a producer publishes by itself: the queue is not read on meanwhile. */
    private static final int AT_ONCE = Producer.BATCH / 2;

    private final Producer producer;
    private final Clock clock;
    private final Counters counters;
    private final Signal signal = new Signal();
    private final Thread thread;
    private volatile boolean isClosed;
    /** Made with the first result, since most engines record none; null before that. */
    private volatile OneToOneRingBuffer queue;

    // query thread
    private boolean isWritten;

    public RecordedResults(
            final Producer producer, final Clock clock, final Counters counters, final ErrorHandler onError) {
        this.producer = producer;
        this.clock = clock;
        this.counters = counters;
        thread = NamedThreads.named("leela-record", onError, this::run);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void record(final Series name, final double value, final long timeNs) {
        final byte[] key = name.key();
        final OneToOneRingBuffer to = queue == null ? make() : queue;
        final int index = to.tryClaim(RESULT, KEY_OFFSET + key.length);
        if (index < 0) {
            counters.increment(EngineCounter.QUERY_RECORDED_LOST);
            return;
        }
        final AtomicBuffer buffer = to.buffer();
        buffer.putDouble(index, value);
        buffer.putLong(index + TIME_OFFSET, timeNs);
        buffer.putBytes(index + KEY_OFFSET, key);
        to.commit(index);
        isWritten = true;
    }

    private OneToOneRingBuffer make() {
        queue = new OneToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY + RingBufferDescriptor.TRAILER_LENGTH)));
        return queue;
    }

    @Override
    public void onBatchEnd() {
        if (isWritten) {
            isWritten = false;
            signal.raise();
        }
    }

    private void run() {
        final DutyCycle cycle = DutyCycle.ofThisThread();
        while (!isClosed) {
            cycle.begin(clock.ticksNs());
            drain();
            cycle.end(clock.ticksNs());
            signal.await(Signal.FOREVER);
        }
        drain();
    }

    /** Publishes what waits. */
    void drain() {
        final OneToOneRingBuffer from = queue;
        int read = from == null ? 0 : AT_ONCE;
        while (read == AT_ONCE) {
            producer.begin(clock.timeNs());
            read = from.read(this::publish, AT_ONCE);
            producer.end();
        }
    }

    private void publish(final int type, final MutableDirectBuffer buffer, final int index, final int length) {
        producer.event(
                buffer,
                index + KEY_OFFSET,
                length - KEY_OFFSET,
                buffer.getDouble(index),
                buffer.getLong(index + TIME_OFFSET));
    }

    /** What waits is published; what comes later is not. */
    @Override
    public void close() {
        isClosed = true;
        signal.raise();
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException later) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
