package leela.engine.ring;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;

/**
 * The only way into the ring buffer. Producers of metrics go through a {@link Producer}; commands and the heartbeat
 * come here.
 * Thread: any.
 * Memory: nothing per entry but what a command brings.
 * Errors: a closed ring takes nothing; a full one makes the caller wait, or refuses where the caller asked for that.
 */
public final class Ring {

    /** Result of a claim that did not succeed. */
    static final long REFUSED = -1;

    private static final long FULL_PARK_NS = 20_000;

    /** Hears, on the calling thread, what becomes of the ring. */
    interface Observer {

        /** The calling thread has published something; nobody ever interrupts it. */
        default void onPublished() {}

        /** The calling thread, which others may interrupt, has published a command. */
        default void onCommanded() {}

        /** The calling thread, which nobody ever interrupts, waits for room; it asks again afterwards. */
        default void onFull() {
            LockSupport.parkNanos(FULL_PARK_NS);
        }

        /** The calling thread waits no more: it has room and will publish, or the ring is closed. */
        default void onWaited(final boolean hasRoom) {}
    }

    private final RingBuffer<Slot> buffer;
    private final List<Stage> stages;
    private final Observer observer;
    private final Counters counters;
    /** Commands of handlers to themselves, for which the ring had no room; the heartbeat brings them. */
    private final Queue<Postponed> postponed = new ConcurrentLinkedQueue<>();

    private volatile boolean isClosed;
    /** The heartbeat waits for a place; read once a batch. */
    private volatile boolean isTickWaiting;

    private record Postponed(Handler handler, RecordedCommand command) {}

    /** The ring before {@code stages}. */
    Ring(final RingBuffer<Slot> buffer, final List<Stage> stages, final Observer observer, final Counters counters) {
        this.buffer = buffer;
        this.stages = stages;
        this.observer = observer;
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
     * Runs {@code body} on the handler's thread, between the entries before and behind this call. Where this is that
     * thread, which in a full ring would wait for room that only it can make, it runs at once; a {@link
     * RecordedCommand} has a place in the stream all the same, and runs there. False when the ring is closed.
     */
    public boolean execute(final Handler handler, final Runnable body) {
        for (final Stage stage : stages) {
            if (stage.isRunHere(handler)) {
                return executeHere(handler, body);
            }
        }
        long sequence = tryClaim(1);
        while (sequence == REFUSED && !isClosed) {
            LockSupport.parkNanos(FULL_PARK_NS);
            sequence = tryClaim(1);
        }
        if (sequence == REFUSED) {
            return false;
        }
        command(sequence, handler, body);
        return true;
    }

    private boolean executeHere(final Handler handler, final Runnable body) {
        if (!(body instanceof RecordedCommand recorded)) {
            body.run();
            return true;
        }
        final long sequence = postponed.isEmpty() ? tryClaim(1) : REFUSED;
        if (sequence != REFUSED) {
            command(sequence, handler, body);
        } else {
            postponed.add(new Postponed(handler, recorded));
        }
        return !isClosed;
    }

    private void command(final long sequence, final Handler handler, final Runnable body) {
        buffer.get(sequence).command(handler, body);
        buffer.publish(sequence);
        observer.onCommanded();
    }

    /** Whether any handler waits for the next tick. */
    boolean isTimeAwaited() {
        boolean isAwaited = !postponed.isEmpty();
        for (int i = 0; i < stages.size() && !isAwaited; i++) {
            isAwaited = stages.get(i).isTimeAwaited();
        }
        return isAwaited;
    }

    /**
     * As {@link #execute}, but a full ring, or a closed one, takes nothing, and the calling thread, which nobody ever
     * interrupts, may run the handlers itself.
     */
    public boolean tryExecute(final Handler handler, final Runnable body) {
        final long sequence = tryClaim(1);
        if (sequence == REFUSED) {
            return false;
        }
        buffer.get(sequence).command(handler, body);
        publish(sequence, sequence);
        return true;
    }

    /**
     * Lets the handlers see the time, in order with the entries. In a full ring it waits for the next free place, and
     * no producer that waits too gets one before.
     *
     * @param nowNs     epoch ns
     * @param ticksNs   what has passed since some beginning, however the clock was set
     * @param isAwaited whether it comes because a handler awaits it
     */
    public void tick(final long nowNs, final long ticksNs, final boolean isAwaited) {
        for (Postponed next = postponed.peek(); next != null; next = postponed.peek()) {
            final long sequence = claimFirst();
            if (sequence != REFUSED) {
                command(sequence, next.handler(), next.command());
            }
            // only now: what comes later must not find the queue empty before
            postponed.remove();
        }
        putTick(claimFirst(), nowNs, ticksNs, isAwaited);
    }

    /** As the other, awaited. */
    public void tick(final long nowNs, final long ticksNs) {
        tick(nowNs, ticksNs, true);
    }

    /** As {@link #tick}, but a full ring takes none. */
    public void tryTick(final long nowNs, final long ticksNs) {
        putTick(tryClaim(1), nowNs, ticksNs, true);
    }

    /**
     * Lets go of what lies in the oldest places, so many of them, unless the ring has no room: a place holds on to the
     * series that was last in it, also to one that is purged, until another comes.
     */
    void forget(final int count) {
        final long highest = tryClaim(count);
        if (highest != REFUSED) {
            blank(highest - count + 1, highest);
        }
    }

    /** Behind the place that was claimed last. */
    long end() {
        return buffer.getCursor() + 1;
    }

    /** A place before all producers that wait for one; {@link #REFUSED} when closed. */
    private long claimFirst() {
        final long sequence = tryClaim(1);
        if (sequence != REFUSED) {
            return sequence;
        }
        isTickWaiting = true;
        try {
            return await(1, false);
        } finally {
            // else producers would wait for ever
            isTickWaiting = false;
        }
    }

    private void putTick(final long sequence, final long nowNs, final long ticksNs, final boolean isAwaited) {
        if (sequence != REFUSED) {
            buffer.get(sequence).tick(nowNs, ticksNs, isAwaited);
            publish(sequence, sequence);
        }
    }

    /**
     * Refuses every claim from now on, also those that wait for room. What was claimed before is in the backlog when
     * this returns.
     */
    void close() {
        isClosed = true;
        VarHandle.fullFence();
    }

    /** Claims {@code count} slots and waits for room; the highest of them, or {@link #REFUSED} when closed. */
    long claim(final int count) {
        final long highest = isTickWaiting ? REFUSED : tryClaim(count);
        if (highest != REFUSED) {
            return highest;
        }
        counters.increment(EngineCounter.RING_FULL);
        return await(count, true);
    }

    private long await(final int count, final boolean isBehindTick) {
        long highest = REFUSED;
        while (highest == REFUSED && !isClosed) {
            observer.onFull();
            highest = isBehindTick && isTickWaiting ? REFUSED : tryClaim(count);
        }
        observer.onWaited(highest != REFUSED);
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

    /**
     * A claim that crossed with {@link #close}: perhaps no handler looks here any more, so nothing that counts may be
     * left here.
     */
    private long giveBack(final long lowest, final long highest) {
        blank(lowest, highest);
        return REFUSED;
    }

    private void blank(final long lowest, final long highest) {
        for (long sequence = lowest; sequence <= highest; sequence++) {
            buffer.get(sequence).nothing();
        }
        publish(lowest, highest);
    }

    /** Counts the entries behind {@code sequence}, which no handler will see any more, as dropped. */
    void dropBehind(final long sequence) {
        final long cursor = buffer.getCursor();
        for (long unseen = sequence + 1; unseen <= cursor; unseen++) {
            switch (buffer.get(unseen).kind()) {
                case METRIC, EVENT, DATA -> counters.increment(EngineCounter.DROPPED_SHUTDOWN);
                case QUERY_EVENT -> counters.increment(EngineCounter.QUERY_EVENTS_REJECTED);
                case ABSORBED, TICK, COMMAND -> {}
            }
        }
    }

    /** Whether the heartbeat waits for a place. */
    boolean isTickWaiting() {
        return isTickWaiting;
    }

    Slot slot(final long sequence) {
        return buffer.get(sequence);
    }

    void publish(final long lowest, final long highest) {
        buffer.publish(lowest, highest);
        observer.onPublished();
    }
}
