package leela.engine.notify.shared;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import leela.engine.alert.AlertState;
import leela.engine.alert.Transition;
import leela.engine.counters.Counters;
import leela.engine.notify.delivery.Deliveries;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.Signal;
import leela.engine.spi.Claims;
import leela.engine.spi.Claims.Claim;
import leela.engine.spi.DirectoryException;
import leela.engine.spi.PartState;
import org.agrona.ErrorHandler;

/**
 * Stands before the deliveries where several engines share a directory: hands on what this engine is to tell, and
 * watches what others are to, so that it is told where they end before. Where the directory does not answer, people are
 * told all the same: rather twice than never.
 * Thread: one of its own, {@code leela-share}; {@link #onTransition}, {@link #wakeUp} and {@link #state} any.
 * Memory: {@value #MOST_RECEIVED} changes between two rounds, and {@value #MOST_WATCHED} of others.
 * Errors: a directory that does not answer is its state, and is asked again.
 */
public final class SharedTelling implements AutoCloseable {

    private static final int MOST_RECEIVED = 1 << 16;
    private static final int MOST_WATCHED = 10_000;
    /** A third of the lease. */
    private static final long LONGEST_PERIOD_NS = Claims.LEASE_S * Clock.NANOS_PER_SECOND / 3;

    private static final int CLOSE_TIMEOUT_MS = 10_000;
    /** By how much the times differ at which engines find out, where the value says when. */
    private static final long SKEW_NS = 2 * Clock.NANOS_PER_SECOND;
    /** The same where each goes by its own clock. */
    private static final long CLOCK_SKEW_NS = 60 * Clock.NANOS_PER_SECOND;

    /** What is kept in step with the directory beside. */
    @FunctionalInterface
    public interface Refreshed {
        void refresh() throws DirectoryException;
    }

    private record Settled(String recipient, Transition transition) {}

    private record Late(List<Transition> transitions, Runnable onKept) {}

    private final Claims claims;
    private final Deliveries deliveries;
    private final Refreshed definitions;
    private final long periodNs;
    private final Clock clock;
    private final Counters counters;
    private final Queue<Transition> received = new LinkedBlockingQueue<>(MOST_RECEIVED);
    private final Queue<Settled> settled = new ConcurrentLinkedQueue<>();
    private final Signal signal = new Signal();
    private final Thread thread;
    private volatile boolean isClosed;
    private volatile boolean isRefreshDue = true;
    private volatile PartState state;

    /** No more than what silences may have kept: the newest changes that are known. */
    private final Queue<Late> late = new ConcurrentLinkedQueue<>();

    // leela-share
    private final ArrayDeque<Transition> watched = new ArrayDeque<>();
    private long renewedNs;
    private boolean isRenewalOwed;

    /** Looks at the directory, and at what others do, every {@code periodNs} at least. */
    public SharedTelling(
            final Claims claims,
            final Deliveries deliveries,
            final Refreshed definitions,
            final long periodNs,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        this.claims = claims;
        this.deliveries = deliveries;
        this.definitions = definitions;
        this.periodNs = Math.min(periodNs, LONGEST_PERIOD_NS);
        this.clock = clock;
        this.counters = counters;
        renewedNs = clock.ticksNs() - this.periodNs;
        state = new PartState(true, "in step", clock.timeNs(), "");
        thread = NamedThreads.named("leela-share", onError, this::run);
        deliveries.onSettled((recipient, transitions) -> {
            transitions.forEach(one -> settled.add(new Settled(recipient, one)));
            signal.raise();
        });
    }

    /** Before the deliveries start: what an earlier run left, and others have told since, is not told again. */
    public void withdraw() {
        try {
            claims.renew();
        } catch (final DirectoryException unavailable) {
            onUnavailable(unavailable);
            return;
        }
        deliveries.withdraw((recipient, transition) -> {
            try {
                return switch (claims.claim(claim(transition, recipient))) {
                    case OURS, TAKEN -> false;
                    case OTHERS, TOLD -> true;
                };
            } catch (final DirectoryException unavailable) {
                onUnavailable(unavailable);
                return false;
            }
        });
    }

    public void start() {
        thread.start();
    }

    /** Has its recipients told, by this engine or by another one. */
    public void onTransition(final Transition transition) {
        if (received.offer(transition)) {
            signal.raise();
        } else {
            counters.increment(SharedCounter.FAILED);
            deliveries.onTransition(transition);
        }
    }

    /** The same of those that were silenced, after others have been told of newer ones; they outlive a kill then. */
    public void onLate(final List<Transition> transitions, final Runnable onKept) {
        late.add(new Late(transitions, onKept));
        signal.raise();
    }

    /** What is kept in step with the directory has changed here. */
    public void wakeUp() {
        isRefreshDue = true;
        signal.raise();
    }

    /** Whether engines know of each other. */
    public PartState state() {
        return state;
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

    // ---- leela-share

    private void run() {
        while (!isClosed) {
            round();
            signal.await(Math.max(1, renewedNs + periodNs - clock.ticksNs()));
        }
        round();
        claims.close();
    }

    /** What is due now. */
    void round() {
        try {
            if (isRenewalOwed || clock.ticksNs() - renewedNs >= periodNs) {
                renewedNs = clock.ticksNs();
                isRenewalOwed = true; // until it is done: who claims must be known to live
                claims.renew();
                isRenewalOwed = false;
                watchOthers();
                isRefreshDue = true;
            }
            for (Settled next = settled.peek(); next != null; next = settled.peek()) {
                claims.settled(claim(next.transition(), next.recipient()));
                settled.remove();
            }
            for (Transition next = received.poll(); next != null; next = received.poll()) {
                judge(next, deliveries::onTransition);
            }
            for (Late next = late.poll(); next != null; next = late.poll()) {
                next.transitions().forEach(one -> judge(one, deliveries::onTakenOver));
                deliveries.behind(next.onKept());
            }
            if (isRefreshDue) {
                isRefreshDue = false;
                definitions.refresh();
            }
            state = state.then(true, "in step", clock.timeNs(), "");
        } catch (final DirectoryException unavailable) {
            onUnavailable(unavailable);
            for (Transition next = received.poll(); next != null; next = received.poll()) {
                tellUnclaimed(next, next.recipients());
            }
            for (Late next = late.poll(); next != null; next = late.poll()) {
                for (final Transition one : next.transitions()) {
                    counters.add(SharedCounter.FAILED, one.recipients().size());
                    deliveries.onTakenOver(one);
                }
                deliveries.behind(next.onKept());
            }
        }
    }

    private void judge(final Transition transition, final Consumer<Transition> tell) {
        final List<String> ours = new ArrayList<>();
        final List<String> taken = new ArrayList<>();
        final List<String> others = new ArrayList<>();
        final List<String> names = transition.recipients().stream().distinct().toList();
        for (int i = 0; i < names.size(); i++) {
            try {
                switch (claims.claim(claim(transition, names.get(i)))) {
                    case OURS -> ours.add(names.get(i));
                    case TAKEN -> taken.add(names.get(i));
                    case OTHERS -> others.add(names.get(i));
                    case TOLD -> counters.increment(SharedCounter.OTHERS);
                }
            } catch (final DirectoryException unavailable) {
                onUnavailable(unavailable);
                counters.add(SharedCounter.FAILED, names.size() - i);
                ours.addAll(names.subList(i, names.size()));
                break;
            }
        }
        // one that names nobody is shown as told to nobody, as ever
        if (!ours.isEmpty() || names.isEmpty()) {
            tell.accept(transition.withRecipients(ours));
        }
        if (!taken.isEmpty()) {
            counters.add(SharedCounter.TAKEN, taken.size());
            deliveries.onTakenOver(transition.withRecipients(taken));
        }
        if (!others.isEmpty()) {
            counters.add(SharedCounter.OTHERS, others.size());
            watched.add(transition.withRecipients(others));
            if (watched.size() > MOST_WATCHED) {
                watched.remove();
                counters.increment(SharedCounter.FORGOTTEN);
            }
        }
    }

    /** What they have told is done; what they have left is this engine's. */
    private void watchOthers() throws DirectoryException {
        for (int left = watched.size(); left > 0; left--) {
            final Transition transition = watched.element();
            final List<String> taken = new ArrayList<>();
            final List<String> others = new ArrayList<>();
            for (final String name : transition.recipients()) {
                switch (claims.claim(claim(transition, name))) {
                    case OURS, TAKEN -> taken.add(name);
                    case OTHERS -> others.add(name);
                    case TOLD -> {} // that is all that is to be known of it
                }
            }
            watched.remove();
            if (!taken.isEmpty()) {
                counters.add(SharedCounter.TAKEN, taken.size());
                deliveries.onTakenOver(transition.withRecipients(taken));
            }
            if (!others.isEmpty()) {
                watched.add(transition.withRecipients(others));
            }
        }
    }

    private void tellUnclaimed(final Transition transition, final List<String> recipients) {
        counters.add(SharedCounter.FAILED, recipients.size());
        deliveries.onTransition(transition);
    }

    private void onUnavailable(final DirectoryException unavailable) {
        state = state.then(
                false,
                "on its own",
                clock.timeNs(),
                unavailable.getMessage() + " This engine tells of all that it sees; others may, too.");
    }

    private static Claim claim(final Transition transition, final String recipient) {
        final boolean isByClock = isByClock(transition.from()) || isByClock(transition.to());
        return new Claim(
                transition.alert(),
                transition.group(),
                transition.to().toString(),
                recipient,
                transition.timeNs(),
                isByClock ? CLOCK_SKEW_NS : SKEW_NS);
    }

    private static boolean isByClock(final AlertState state) {
        return state == AlertState.UNKNOWN || state == AlertState.FLAPPING || state == AlertState.CLOSED;
    }
}
