package leela.engine.notify.delivery;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import leela.engine.alert.Transition;
import leela.engine.counters.Counters;
import leela.engine.notify.Outcome;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.Signal;
import leela.engine.spi.PartState;
import org.agrona.ErrorHandler;

/**
 * Brings each transition to each of its recipients, once. What is accepted, and what is about to be sent, is on the
 * disk before it is sent; what a kill leaves without an outcome is sent again only where the receiver can tell a
 * repetition, else it is kept as unconfirmed. Where the disk takes nothing, people are told all the same.
 * Thread: one of its own, {@code leela-notify}; {@link #onTransition}, {@link #wakeUp} and what tells of its state any.
 * Memory: a bounded number of transitions between two rounds, and what the recipients' queues hold.
 * Errors: a fault of a notifier is reported, and costs that try.
 */
public final class Deliveries implements AutoCloseable {

    private static final long POLL_NS = 250_000_000;
    private static final long CLOSE_NS = 3 * Clock.NANOS_PER_SECOND;
    private static final int CLOSE_TIMEOUT_MS = 5000;

    private final Clock clock;
    private final Counters counters;
    private final ErrorHandler onError;
    private final OutboxJournal journal;
    private final Begins begins;
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final DecisionLatencies decisionLatencies = new DecisionLatencies();
    private final Fates fates = new Fates();
    private final RefusedChanges refused = new RefusedChanges();
    private final Signal signal = new Signal();
    private final TriedOut tries = new TriedOut(signal);
    private final ReceivedTransitions received;
    private final Thread thread;
    private volatile boolean isClosed;
    private volatile BiConsumer<String, List<Transition>> onSettled = (recipient, transitions) -> {};
    private volatile Predicate<Transition> stands = transition -> false;
    private volatile List<RecipientFigures> figures = List.of();
    private volatile PartState state;
    private volatile long highestKnown = Long.MIN_VALUE;

    private final RecipientQueues queues;
    private final Queue<Runnable> kept = new ArrayDeque<>();
    private long highest = Long.MIN_VALUE;

    private record Told(RecipientQueue queue, Notice notice, Outcome outcome) {}

    /** Nothing is sent before it is started; what an earlier run left in the log is taken up here. */
    public Deliveries(
            final DeliverySettings settings,
            final Recipients recipients,
            final DeliveryLog log,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        this.clock = clock;
        queues = new RecipientQueues(settings, recipients, clock);
        this.counters = counters;
        this.onError = onError;
        journal = new OutboxJournal(log);
        begins = new Begins(journal, signal);
        received = new ReceivedTransitions(clock, counters, signal);
        state = new PartState(true, "working", clock.timeNs(), "");
        thread = NamedThreads.named("leela-notify", onError, this::run);
        takeUp();
    }

    public void start() {
        thread.start();
    }

    /** Has its recipients told, unless that was done before; false where too many came at once. */
    public boolean onTransition(final Transition transition) {
        return received.offer(transition, false);
    }

    /** The same of one that another engine was to tell these of, whatever was accepted since. */
    public boolean onTakenOver(final Transition transition) {
        return received.offer(transition, true);
    }

    /** Whether what a recipient has refused is still so, and may be told again; before it is started. */
    public void tellAgainWhile(final Predicate<Transition> newStands) {
        stands = newStands;
    }

    /** Who hears what was told, or never will be; must not wait; before it is started. */
    public void onSettled(final BiConsumer<String, List<Transition>> hear) {
        onSettled = hear;
    }

    /** Takes out of what an earlier run left what need not be told any more; before it is started. */
    public void withdraw(final BiPredicate<String, Transition> isTold) {
        for (final RecipientQueue queue : queues.all()) {
            final String name = queue.recipient().name();
            final long[] numbers = queue.withdraw(transition -> isTold.test(name, transition));
            if (numbers.length > 0) {
                settled(name, numbers, Outcome.refused(LeftDeliveries.BY_ANOTHER));
            }
        }
        journal.sync();
    }

    /** Runs this once all that was handed over before outlives a kill; it must not wait. */
    public void behind(final Runnable body) {
        received.behind(body);
    }

    /** Sends this once, by no queue and without a trace, to see what becomes of it. */
    public void tryOut(final Recipient recipient, final Notice notice, final Consumer<Outcome> onOutcome) {
        tries.send(recipient, notice, onOutcome);
    }

    /** Somebody has just taken a message that was tried out. */
    public void onTried(final String recipient) {
        tries.add(() -> {
            refused.onTold(recipient, clock.ticksNs());
            queues.known(recipient).ifPresent(one -> one.onTried(clock.timeNs()));
        });
    }

    /** A notifier may take messages again. */
    public void wakeUp() {
        signal.raise();
    }

    /** The number of the newest transition that was accepted, by the last round; {@link Long#MIN_VALUE} for none. */
    public long highestAccepted() {
        return highestKnown;
    }

    /** How each recipient's deliveries go. */
    public List<RecipientFigures> figures() {
        return figures;
    }

    /** The newest notices that may have arrived or not, oldest first. */
    public List<Unconfirmed> unconfirmed() {
        return fates.unconfirmed();
    }

    /** The numbers of what was discarded since this time (epoch ns), and is not told yet, by recipient. */
    public Map<String, long[]> discarded(final long sinceNs) {
        return fates.discarded().since(sinceNs);
    }

    /** What became of a change at one of its recipients, in a sentence; empty where it is not known any more. */
    public String fate(final long number, final String recipient) {
        return fates.of(number, recipient);
    }

    /** How long changes take until they come here, by alert. */
    public DecisionLatencies decisionLatencies() {
        return decisionLatencies;
    }

    /** Whether what is sent is kept on the disk. */
    public PartState state() {
        return state;
    }

    /** Sends nothing further, and waits a moment for the outcomes of what is under way. */
    @Override
    public void close() {
        isClosed = true;
        signal.raise();
        try {
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        journal.close();
    }

    private void run() {
        final DutyCycle cycle = DutyCycle.ofThisThreadsLongWork();
        while (!isClosed) {
            try {
                cycle.begin(clock.ticksNs());
                final long restNs = work();
                cycle.end(clock.ticksNs());
                signal.await(restNs);
            } catch (final RuntimeException fault) {
                onError.onError(fault);
                cycle.end(clock.ticksNs());
                signal.await(POLL_NS);
            }
        }
        final long endNs = clock.ticksNs() + CLOSE_NS;
        while (queues.all().stream().anyMatch(RecipientQueue::isUnderWay) && clock.ticksNs() < endNs) {
            signal.await(POLL_NS);
            begins.keep();
            settle(clock.ticksNs());
        }
        begins.refuse();
        keep();
    }

    /** One round; gives how long nothing is to be done then. */
    long work() {
        final long nowNs = clock.ticksNs();
        settle(nowNs);
        tellAgain(nowNs);
        keep();
        begins.keep();
        for (final RecipientQueue queue : List.copyOf(queues.all())) {
            final Notice notice = queue.next(nowNs);
            if (notice != null) {
                send(queue, notice);
            }
        }
        if (journal.isRewriteDue()) {
            journal.rewrite(highest, queues, fates, refused.waiting());
        }
        tries.run();
        publish();
        return waitNs();
    }

    private long waitNs() {
        final long nowNs = clock.ticksNs();
        long waitNs = Math.min(journal.isWhole() ? Signal.FOREVER : POLL_NS, refused.waitNs(nowNs));
        for (final RecipientQueue queue : queues.all()) {
            waitNs = Math.min(waitNs, queue.waitNs(nowNs, POLL_NS));
        }
        return waitNs;
    }

    /** What has come is on the disk then, where that takes something. */
    private void keep() {
        received.takeBehind(kept);
        accept();
        journal.sync();
        while (journal.isWhole() && !kept.isEmpty()) {
            try {
                kept.remove().run();
            } catch (final RuntimeException fault) {
                // it would else keep everybody's messages for good
                onError.onError(fault);
            }
        }
    }

    private void accept() {
        for (var one = received.poll(); one != null; one = received.poll()) {
            final Transition next = one.transition();
            if (next.number() <= highest && !one.isTaken()) {
                counters.increment(DeliveryCounter.KNOWN);
                continue;
            }
            highest = Math.max(highest, next.number());
            counters.increment(DeliveryCounter.ACCEPTED);
            decisionLatencies.onDecided(next, one.decidedNs());
            final List<String> names = next.recipients().stream().distinct().toList();
            journal.append(new DeliveryRecord.Accepted(next, names));
            for (final String name : names) {
                fates.onAccepted(next.number(), name);
                final RecipientQueue queue = queues.of(name).orElse(null);
                if (queue == null) {
                    counters.increment(DeliveryCounter.NOBODY);
                    settled(name, new long[] {next.number()}, Outcome.refused(LeftDeliveries.TO_NOBODY));
                } else {
                    final Transition oldest = queue.add(next, one.ticksNs(), one.decidedNs());
                    if (oldest != null) {
                        discarded(name, oldest);
                    }
                }
            }
        }
    }

    private void settle(final long nowNs) {
        for (Told next = told.poll(); next != null; next = told.poll()) {
            final Recipient recipient = next.queue().recipient();
            // one that may come twice is sent until it is confirmed
            final Outcome outcome = next.outcome().kind() == Outcome.Kind.UNCONFIRMED && recipient.isRepeatable()
                    ? Outcome.retry(next.outcome().reason())
                    : next.outcome();
            if (next.queue().onOutcome(next.notice(), outcome, nowNs, clock.timeNs())) {
                settled(recipient, next.notice(), outcome);
                if (outcome.kind() != Outcome.Kind.RETRY) {
                    onSettled.accept(recipient.name(), next.notice().transitions());
                }
            }
        }
    }

    /** What was refused or discarded, and is still so, waits for its recipient as if it had just come. */
    private void tellAgain(final long nowNs) {
        for (final RefusedChanges.Due one : refused.due(nowNs, stands, queues::room)) {
            final RecipientQueue queue = queues.of(one.recipient()).orElse(null);
            if (queue == null) {
                refused.forget(one.recipient(), one.transition().number());
                continue;
            }
            journal.append(new DeliveryRecord.Accepted(one.transition(), List.of(one.recipient())));
            final Transition oldest = queue.add(one.transition(), nowNs, clock.timeNs());
            if (oldest != null) {
                discarded(one.recipient(), oldest);
            }
        }
    }

    /** Once there is room again it is told, if it still stands. */
    private void discarded(final String recipient, final Transition oldest) {
        settled(recipient, new long[] {oldest.number()}, Outcome.refused(LeftDeliveries.NO_ROOM));
        fates.add(oldest.number(), recipient, refused.onDiscarded(recipient, oldest, clock.ticksNs()));
    }

    /** One that may come twice stays the same notice until it is settled for good. */
    private void settled(final Recipient recipient, final Notice notice, final Outcome outcome) {
        if (outcome.kind() != Outcome.Kind.RETRY || !recipient.isRepeatable()) {
            settled(recipient.name(), notice.numbers(), outcome);
            refused.onOutcome(recipient.name(), notice, outcome, clock.ticksNs())
                    .forEach((number, sentence) -> fates.add(number, recipient.name(), sentence));
        } else {
            fates.onOutcome(notice.numbers(), recipient.name(), outcome, clock.timeNs());
        }
    }

    private void settled(final String recipient, final long[] numbers, final Outcome outcome) {
        fates.onOutcome(numbers, recipient, outcome, clock.timeNs());
        journal.append(new DeliveryRecord.Settled(
                recipient, numbers, outcome.kind(), outcome.reason(), clock.timeNs(), queues.untold(recipient)));
    }

    private void send(final RecipientQueue queue, final Notice notice) {
        boolean isTaken = false;
        try {
            isTaken = queue.recipient()
                    .notifier()
                    .trySend(notice.recipient(), notice, () -> begins.await(queue, notice), outcome -> {
                        told.add(new Told(queue, notice, outcome));
                        signal.raise();
                    });
        } catch (final RuntimeException fault) {
            onError.onError(fault);
            told.add(new Told(queue, notice, Outcome.retry("a fault of the engine: " + fault)));
            isTaken = true;
        }
        if (!isTaken) {
            queue.handBack();
            settled(queue.recipient(), notice, Outcome.retry("not taken"));
        }
    }

    private void publish() {
        figures = queues.figures();
        highestKnown = highest;
        state = journal.stateAfter(state, clock.timeNs());
    }

    private void takeUp() {
        final LeftDeliveries left;
        try {
            left = journal.read();
        } catch (final IOException unreadable) {
            throw new IllegalArgumentException("the outbox cannot be read: " + unreadable.getMessage(), unreadable);
        }
        highest = left.highest();
        left.unconfirmed().forEach(fates::remember);
        final long nowNs = clock.ticksNs();
        final long unknown = queues.takeUp(left, fates, nowNs);
        counters.add(DeliveryCounter.NOBODY, unknown);
        refused.takeUp(left, fates, nowNs);
        journal.rewrite(highest, queues, fates, refused.waiting());
        publish();
    }
}
