package leela.engine.ring;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import leela.engine.counters.CounterId;
import leela.engine.counters.Counters;

/**
 * The only door into the ring buffer. Producers of metrics go through a {@link Producer}; commands and the heartbeat come here.
 * Thread: any.
 * Memory: nothing per entry but what a command brings.
 * Errors: a closed ring takes nothing; a full one makes the caller wait, or refuses where the caller asked for that.
 */
public final class Ring {

    /** Result of a claim that did not succeed. */
    static final long REFUSED = -1;

    private static final long FULL_PARK_NS = 20_000;

    private final RingBuffer<Slot> buffer;
    private final List<Stage> stages;
    private final Runnable onPublished;
    private final Runnable onCommanded;
    private final Counters counters;
    private volatile boolean isClosed;

    /**
     * The ring before {@code stages}; after each publishing, the thread that did it runs {@code onPublished}, or {@code onCommanded} if it
     * was a command.
     */
    Ring(final RingBuffer<Slot> buffer, final List<Stage> stages, final Runnable onPublished, final Runnable onCommanded,
            final Counters counters) {
        this.buffer = buffer;
        this.stages = stages;
        this.onPublished = onPublished;
        this.onCommanded = onCommanded;
        this.counters = counters;
    }

    public int capacity() {
        return buffer.getBufferSize();
    }

    /** Entries published and not yet seen by every handler. */
    public long backlog() {
        return buffer.getBufferSize() - buffer.remainingCapacity();
    }

    /**
     * Runs {@code body} on the handler's thread, between the entries before and behind this call; at once where this is that thread, which
     * in a full ring would wait for room that only it can make. False when the ring is closed.
     */
    public boolean execute(final Handler handler, final Runnable body) {
        for (final Stage stage : stages) {
            if (stage.isRunHere(handler)) {
                body.run();
                return true;
            }
        }
        final long sequence = claim(1);
        if (sequence == REFUSED) {
            return false;
        }
        buffer.get(sequence).command(handler, body);
        buffer.publish(sequence);
        onCommanded.run();
        return true;
    }

    /** Lets the handlers see the time. A full ring needs no heartbeat: the next one will do. */
    public void tick(final long nowNs) {
        final long sequence = tryClaim(1);
        if (sequence != REFUSED) {
            buffer.get(sequence).tick(nowNs);
            publish(sequence, sequence);
        }
    }

    /** Refuses every claim from now on, also those that wait for room. What was claimed before is in the backlog when this returns. */
    void close() {
        isClosed = true;
        VarHandle.fullFence();
    }

    /** Claims {@code count} slots and waits for room; the highest of them, or {@link #REFUSED} when closed. */
    long claim(final int count) {
        long highest = tryClaim(count);
        if (highest == REFUSED) {
            counters.increment(CounterId.RING_FULL);
            while (highest == REFUSED && !isClosed) {
                LockSupport.parkNanos(FULL_PARK_NS);
                highest = tryClaim(count);
            }
        }
        return highest;
    }

    /** As {@link #claim}, but does not wait. */
    long tryClaim(final int count) {
        if (isClosed) {
            return REFUSED;
        }
        try {
            final long highest = buffer.tryNext(count);
            return isClosed ? giveBack(highest - count + 1, highest) : highest;
        } catch (final InsufficientCapacityException full) {
            return REFUSED;
        }
    }

    /** A claim that crossed with {@link #close}: perhaps no handler looks here any more, so nothing that counts may be left here. */
    private long giveBack(final long lowest, final long highest) {
        for (long sequence = lowest; sequence <= highest; sequence++) {
            buffer.get(sequence).nothing();
        }
        publish(lowest, highest);
        return REFUSED;
    }

    /** Counts the entries behind {@code sequence}, which no handler will see any more, as dropped. */
    void dropBehind(final long sequence) {
        final long cursor = buffer.getCursor();
        for (long unseen = sequence + 1; unseen <= cursor; unseen++) {
            switch (buffer.get(unseen).kind()) {
                case METRIC, EVENT, DATA -> counters.increment(CounterId.DROPPED_SHUTDOWN);
                case QUERY_EVENT -> counters.increment(CounterId.QUERY_EVENTS_REJECTED);
                case ABSORBED, TICK, COMMAND -> { }
            }
        }
    }

    Slot slot(final long sequence) {
        return buffer.get(sequence);
    }

    void publish(final long lowest, final long highest) {
        buffer.publish(lowest, highest);
        onPublished.run();
    }
}
