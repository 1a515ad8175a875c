package leela.engine.alert.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import leela.engine.alert.GroupRecord;
import leela.engine.alert.Transition;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.Signal;
import org.agrona.ErrorHandler;

/**
 * Brings what changes from the query thread to where it is kept, and then to those who tell people.
 * Thread: one of its own, {@code leela-alert}; {@link #add} and {@link #behind} any, and they wait for nothing.
 * Memory: what waits between two rounds is bounded by the groups, each of which is told of a bounded number of times.
 */
final class AlertChanges implements AutoCloseable {

    private static final int CLOSE_TIMEOUT_MS = 5000;
    /** So many are kept at a time, so that others come to what is kept in between. */
    static final int MOST_A_TURN = 1000;

    private record Change(List<GroupRecord> groups, Transition told) {}

    private final Predicate<Transition> isSilenced;
    private final Consumer<List<LogEntry.Changed>> keep;
    private final Consumer<Transition> handOn;
    private final Clock clock;
    private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> behind = new ConcurrentLinkedQueue<>();
    private final Signal signal = new Signal();
    private final Thread thread;
    private volatile boolean isClosed;

    /** They go to {@code keep}, and then, unless they are silenced, to {@code handOn}. */
    AlertChanges(
            final Predicate<Transition> isSilenced,
            final Consumer<List<LogEntry.Changed>> keep,
            final Consumer<Transition> handOn,
            final Clock clock,
            final ErrorHandler onError) {
        this.isSilenced = isSilenced;
        this.keep = keep;
        this.handOn = handOn;
        this.clock = clock;
        thread = NamedThreads.named("leela-alert", onError, this::run);
    }

    void start() {
        thread.start();
    }

    void add(final List<GroupRecord> groups, final Transition told) {
        changes.add(new Change(groups, told));
        signal.raise();
    }

    /** Runs this once all that was added before is kept; it must not wait. */
    void behind(final Runnable body) {
        behind.add(body);
        signal.raise();
    }

    @Override
    public void close() {
        isClosed = true;
        signal.raise();
        try {
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        final DutyCycle cycle = DutyCycle.ofThisThreadsLongWork();
        while (!isClosed) {
            cycle.begin(clock.ticksNs());
            round();
            cycle.end(clock.ticksNs());
            signal.await(Signal.FOREVER);
        }
        round();
    }

    private void round() {
        // those that come while changes are taken may be behind changes that were not
        int known = behind.size();
        List<LogEntry.Changed> taken;
        do {
            taken = taken();
            keep.accept(taken);
            taken.stream()
                    .filter(one -> one.told() != null && !one.isSilenced())
                    .map(LogEntry.Changed::told)
                    .forEach(handOn);
        } while (taken.size() == MOST_A_TURN);
        for (; known > 0; known--) {
            behind.remove().run();
        }
    }

    private List<LogEntry.Changed> taken() {
        final List<LogEntry.Changed> taken = new ArrayList<>();
        Change next;
        while (taken.size() < MOST_A_TURN && (next = changes.poll()) != null) {
            taken.add(new LogEntry.Changed(
                    next.groups(), next.told(), next.told() != null && isSilenced.test(next.told())));
        }
        return taken;
    }
}
