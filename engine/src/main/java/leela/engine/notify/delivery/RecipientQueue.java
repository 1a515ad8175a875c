package leela.engine.notify.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import leela.engine.alert.Transition;
import leela.engine.notify.MinuteAllowance;
import leela.engine.notify.Outcome;
import leela.engine.runtime.Backoff;
import leela.engine.runtime.Clock;
import leela.engine.spi.PartState;

/**
 * What one recipient is to be told, in order, one notice at a time. Transitions of one group that come within the
 * group's wait are one notice; so is all that waits where it is more than the minute still allows.
 * Thread: the deliveries'.
 * Memory: as many transitions as it may hold.
 * Units: nanoseconds of a monotonic clock; epoch ns where a state says so.
 */
final class RecipientQueue {

    private static final long FIRST_PAUSE_NS = Clock.NANOS_PER_SECOND;
    private static final long LONGEST_PAUSE_NS = 60 * Clock.NANOS_PER_SECOND;
    private static final long LONGEST_ASKED_NS = 3600 * Clock.NANOS_PER_SECOND;

    private final Recipient recipient;
    private final DeliverySettings settings;
    private final MinuteAllowance allowance;
    private final Backoff backoff = new Backoff(new SplittableRandom(), FIRST_PAUSE_NS, LONGEST_PAUSE_NS);
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private Notice open;
    private boolean isUnderWay;
    private boolean isBegun;
    private long nextTryNs = Long.MIN_VALUE;
    private long untoldGivenUp;
    private PartState state;
    private long confirmed;
    private long retried;
    private long refused;
    private long unconfirmed;
    private long givenUp;

    /** One that waits, and since when; {@code decidedNs} is the same in epoch ns. */
    private record Waiting(Transition transition, long receivedNs, long decidedNs) {

        /** What goes into one message with it: the same keys of {@code BY}, else the same alert. */
        boolean isOfGroup(final Waiting other) {
            final List<String> labels = transition.labels();
            return labels.equals(other.transition.labels())
                    && (!labels.isEmpty() || transition.alert().equals(other.transition.alert()));
        }
    }

    RecipientQueue(final Recipient recipient, final DeliverySettings settings, final long nowEpochNs) {
        this.recipient = recipient;
        this.settings = settings;
        allowance = new MinuteAllowance(recipient.messagesPerMinute());
        state = new PartState(true, RecipientFigures.IDLE, nowEpochNs, "");
    }

    Recipient recipient() {
        return recipient;
    }

    /**
     * Adds one that came at {@code receivedNs}, or {@code decidedNs} by the calendar; gives the oldest back where there
     * are too many, else null.
     */
    Transition add(final Transition transition, final long receivedNs, final long decidedNs) {
        restore(transition, receivedNs, decidedNs);
        if (waiting.size() <= settings.capacity()) {
            return null;
        }
        recipient.counters().onPending(-1);
        recipient.counters().onGivenUp();
        untoldGivenUp++;
        givenUp++;
        return waiting.remove().transition();
    }

    /** The same of one that an earlier run has left: nothing is discarded, though what was under way waits beside. */
    void restore(final Transition transition, final long receivedNs, final long decidedNs) {
        waiting.add(new Waiting(transition, receivedNs, decidedNs));
        recipient.counters().onPending(1);
    }

    /** Takes these out of what waits; gives their numbers. */
    long[] withdraw(final Predicate<Transition> which) {
        final long[] numbers = waiting.stream()
                .map(Waiting::transition)
                .filter(which)
                .mapToLong(Transition::number)
                .toArray();
        waiting.removeIf(one -> Arrays.stream(numbers)
                .anyMatch(number -> number == one.transition().number()));
        recipient.counters().onPending(-numbers.length);
        return numbers;
    }

    /** How many wait. */
    int waiting() {
        return waiting.size();
    }

    /** How many were discarded that the recipient has not heard of. */
    long untold() {
        return untoldGivenUp;
    }

    /** The same of an earlier run; before anything is added. */
    void onLeft(final long untold) {
        untoldGivenUp = untold;
    }

    /** So many of an earlier run may have arrived or not. */
    void doubt(final int transitions) {
        unconfirmed += transitions;
        recipient.counters().onOutcome(Outcome.Kind.UNCONFIRMED, transitions);
    }

    /** Has this notice of an earlier run tried again, before all that waits. */
    void reopen(final List<Transition> transitions, final long nowNs) {
        open = notice(transitions, nowNs, List.of());
        recipient.counters().onPending(transitions.size());
    }

    /** The notice to be handed over now, which is under way from here on; null where there is none. */
    Notice next(final long nowNs) {
        if (isUnderWay || nowNs < nextTryNs || !recipient.notifier().isConnected()) {
            return null;
        }
        if (open == null) {
            if (!isDue(nowNs)) {
                return null;
            }
            final boolean isAll = waiting.size() > recipient.messagesPerMinute() - allowance.count(nowNs);
            allowance.spend(nowNs);
            final long receivedNs = waiting.element().receivedNs();
            open = notice(take(isAll), receivedNs, nowNs);
        }
        isUnderWay = true;
        return open;
    }

    /** How long until it is worth to ask for the next one; {@code pollNs} where only a look tells. */
    long waitNs(final long nowNs, final long pollNs) {
        if (isUnderWay || open == null && waiting.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (nowNs < nextTryNs) {
            return nextTryNs - nowNs;
        }
        return open == null && !isDue(nowNs)
                ? Math.max(1, Math.min(pollNs, waiting.element().receivedNs() + settings.groupWaitNs() - nowNs))
                : pollNs;
    }

    /** The notifier did not take it after all. */
    void handBack() {
        isUnderWay = false;
        isBegun = false;
    }

    /** From here on this notice may arrive; false where it is not the one under way. */
    boolean begin(final Notice notice) {
        isBegun |= notice == open && isUnderWay;
        return notice == open && isUnderWay;
    }

    /** Whether the notice that is under way may have arrived. */
    boolean isBegun() {
        return isBegun;
    }

    /** What became of this notice; false where it is not the one under way. */
    boolean onOutcome(final Notice notice, final Outcome outcome, final long nowNs, final long nowEpochNs) {
        final boolean isOpen = notice == open && isUnderWay;
        if (!isOpen && outcome.kind() != Outcome.Kind.REFUSED) {
            return false;
        }
        count(outcome, notice.transitions().size());
        if (isOpen) {
            handBack();
            settle(notice, outcome, nowNs);
        }
        onState(outcome, nowEpochNs);
        return true;
    }

    /** It has taken a message that is of no queue: what it refused before does not tell how it is now. */
    void onTried(final long nowEpochNs) {
        state = state.then(true, "told", nowEpochNs, "");
    }

    boolean isUnderWay() {
        return isUnderWay;
    }

    /** Whether nothing waits and nothing has happened here. */
    boolean isIdle(final long nowNs) {
        return open == null
                && waiting.isEmpty()
                && untoldGivenUp == 0
                && state.isWorking()
                && allowance.isUnspent(nowNs);
    }

    /** All that the recipient has not been told, oldest first; first of them those of {@link #open}. */
    List<Transition> pending() {
        final List<Transition> all = new ArrayList<>(open == null ? List.of() : open.transitions());
        waiting.forEach(one -> all.add(one.transition()));
        return all;
    }

    /** The notice that is under way, or is to be tried again; null where there is none. */
    Notice open() {
        return open;
    }

    RecipientFigures figures() {
        return new RecipientFigures(
                recipient.name(),
                recipient.way(),
                recipient.address(),
                state,
                waiting.size() + (open == null ? 0 : open.transitions().size()),
                confirmed,
                retried,
                refused,
                unconfirmed,
                givenUp,
                untoldGivenUp);
    }

    private boolean isDue(final long nowNs) {
        return !waiting.isEmpty()
                && nowNs - waiting.element().receivedNs() >= settings.groupWaitNs()
                && allowance.hasRoom(nowNs);
    }

    private List<Waiting> take(final boolean isAll) {
        final Waiting first = waiting.element();
        final List<Waiting> taken = new ArrayList<>();
        final Iterator<Waiting> oldest = waiting.iterator();
        while (oldest.hasNext() && taken.size() < Notice.MOST_TRANSITIONS) {
            final Waiting one = oldest.next();
            if (isAll || one.isOfGroup(first)) {
                taken.add(one);
                oldest.remove();
            }
        }
        return taken;
    }

    private Notice notice(final List<Waiting> taken, final long receivedNs, final long nowNs) {
        final List<Receipt> receipts = new ArrayList<>();
        for (final Waiting one : taken) {
            if (Receipt.isKnown(one.transition())) {
                final Receipt receipt = Receipt.of(one.transition(), one.decidedNs(), nowNs - one.receivedNs());
                recipient.counters().sending().record(receipt.sendingNs());
                receipts.add(receipt);
            }
        }
        final boolean isShown = settings.hasReceipts() && receipts.size() == taken.size();
        return notice(taken.stream().map(Waiting::transition).toList(), receivedNs, isShown ? receipts : List.of());
    }

    private Notice notice(final List<Transition> transitions, final long receivedNs, final List<Receipt> receipts) {
        return new Notice(
                settings.node() + "/" + recipient.name() + "/"
                        + transitions.get(0).number(),
                recipient.name(),
                transitions,
                untoldGivenUp,
                receivedNs,
                receipts);
    }

    private void count(final Outcome outcome, final int transitions) {
        recipient.counters().onOutcome(outcome.kind(), transitions);
        switch (outcome.kind()) {
            case CONFIRMED -> confirmed += transitions;
            case RETRY -> retried++;
            case REFUSED -> refused += transitions;
            case UNCONFIRMED -> unconfirmed += transitions;
        }
    }

    private void settle(final Notice notice, final Outcome outcome, final long nowNs) {
        if (outcome.kind() == Outcome.Kind.RETRY) {
            nextTryNs = nowNs + Math.max(backoff.nextNs(), Math.min(outcome.retryAfterNs(), LONGEST_ASKED_NS));
            return;
        }
        if (outcome.kind() == Outcome.Kind.CONFIRMED) {
            recipient.counters().latency().record(nowNs - notice.receivedNs());
            untoldGivenUp -= notice.givenUp();
            backoff.reset();
        }
        recipient.counters().onPending(-notice.transitions().size());
        open = null;
    }

    private void onState(final Outcome outcome, final long nowEpochNs) {
        state = switch (outcome.kind()) {
            case CONFIRMED -> state.then(true, "told", nowEpochNs, "");
            case RETRY -> state.then(false, "not told", nowEpochNs, outcome.reason());
            case REFUSED -> state.then(false, "refusing", nowEpochNs, outcome.reason());
            case UNCONFIRMED -> state.then(true, "unconfirmed", nowEpochNs, outcome.reason());
        };
    }
}
