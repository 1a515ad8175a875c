package leela.engine.notify;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import leela.engine.runtime.Clock;
import org.agrona.DirectBuffer;

/**
 * What one recipient is to be told. Results beyond the allowance a minute are held back and counted by subject, and one
 * message a minute sums them up. Where there are several subjects, each gets no more of the minute than is then still
 * left for the others: one that is noisy takes half, and a rare one is told. While the notifier is disconnected, the
 * newest wait. Answers count, but are not held back; complaints have a small allowance of their own.
 * Thread: one, the dispatcher's.
 * Memory: bounded; nothing for a result that is held back.
 * Units: nanoseconds of a monotonic clock.
 *
 * @param <T> what results are about, such as a query
 */
public final class Outbox<T> {

    /** So often in a minute somebody who does not speak the language is told. */
    public static final int COMPLAINTS_PER_MINUTE = 5;

    private static final long SUMMARY_PERIOD_NS = 60 * Clock.NANOS_PER_SECOND;

    private final String recipient;
    private final int capacity;
    private final IntSupplier subjects;
    private final Notifier<String> notifier;
    private final Function<Map<T, HeldResults>, String> summaries;
    private final NotifyCounters counters;
    private final MinuteAllowance allowance;
    private final Map<T, Share> shares = new HashMap<>();
    private final MinuteAllowance complaints = new MinuteAllowance(COMPLAINTS_PER_MINUTE);
    private final Set<String> complainedOf = new HashSet<>();
    private final ArrayDeque<PendingMessage<T>> waiting = new ArrayDeque<>();
    private final Map<T, HeldResults> heldBack = new LinkedHashMap<>();
    private long nextSummaryNs = Long.MIN_VALUE;
    private long newestNs = Long.MIN_VALUE;

    /** What one subject has of the minute, and how many of its results wait. */
    private static final class Share {
        private final MinuteAllowance spent;
        private int waiting;

        private Share(final int limit) {
            spent = new MinuteAllowance(limit);
        }
    }

    /**
     * An empty one.
     *
     * @param messagesPerMinute the allowance, and how many messages wait at most
     * @param subjects          how many subjects there are whose results may come
     * @param summaries         writes which results of each subject were held back
     */
    public Outbox(
            final String recipient,
            final int messagesPerMinute,
            final IntSupplier subjects,
            final Notifier<String> notifier,
            final Function<Map<T, HeldResults>, String> summaries,
            final NotifyCounters counters) {
        this.recipient = recipient;
        this.capacity = messagesPerMinute;
        this.subjects = subjects;
        this.notifier = notifier;
        this.summaries = summaries;
        this.counters = counters;
        this.allowance = new MinuteAllowance(messagesPerMinute);
    }

    public boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    public int waitingCount() {
        return waiting.size();
    }

    /** Whether nothing is known of the recipient that would not be so for a new one. */
    public boolean isIdle(final long nowNs) {
        shares.values().removeIf(share -> share.waiting == 0 && share.spent.isUnspent(nowNs));
        return waiting.isEmpty() && heldBack.isEmpty() && allowance.isUnspent(nowNs) && complaints.isUnspent(nowNs);
    }

    /** Whether a result of this subject would be sent, or wait; if not, hold it back. */
    public boolean takesResults(final T subject, final long nowNs) {
        newestNs = nowNs;
        return !notifier.isConnected()
                || waiting.size() < capacity && allowance.hasRoom(nowNs) && hasShare(subject, nowNs, true);
    }

    /** Tells a result. */
    public void add(final T subject, final HeldResults result, final Supplier<String> body) {
        enqueue(PendingMessage.result(recipient, subject, result, body));
        share(subject).waiting++;
    }

    /** Answers, to where the question came from. */
    public void answer(final String to, final Supplier<String> body) {
        enqueue(PendingMessage.answer(to, body));
    }

    /** Refuses, as far as there is room, so that nobody makes the engine talk without end. */
    public void refuse(final String to, final Supplier<String> body, final long nowNs) {
        newestNs = nowNs;
        if (!notifier.isConnected() || waiting.size() < capacity && allowance.hasRoom(nowNs)) {
            answer(to, body);
        }
    }

    /** Says that this text is nothing to be answered: once, and not of too many, since a program may say it. */
    public void complain(final String to, final String text, final Supplier<String> body, final long nowNs) {
        newestNs = nowNs;
        if (complaints.isUnspent(nowNs)) {
            complainedOf.clear();
        }
        if (complaints.hasRoom(nowNs) && complainedOf.add(text)) {
            complaints.spend(nowNs);
            enqueue(PendingMessage.complaint(to, body));
        }
    }

    /** Counts results that nobody has looked at and that will not be sent. */
    public void holdBack(final T subject, final long count) {
        held(subject).add(count);
        counters.onHeldBack(count);
    }

    /** Counts a result that will not be sent, with its key. */
    public void holdBack(
            final T subject,
            final DirectBuffer buffer,
            final int keyOffset,
            final int keyLength,
            final double value,
            final long timeNs) {
        held(subject).add(buffer, keyOffset, keyLength, value, timeNs);
        counters.onHeldBack(1);
    }

    /** Hands over what the notifier takes and the minute allows. */
    public void drain(final long nowNs) {
        summarize(nowNs);
        while (!waiting.isEmpty() && notifier.isConnected()) {
            final PendingMessage<T> message = waiting.element();
            if (message.isLimited() && !allowance.hasRoom(nowNs)) {
                holdBackWaiting();
            } else if (message.kind() == PendingMessage.Kind.RESULT && !hasShare(message.subject(), nowNs, false)) {
                evict(take());
            } else if (notifier.trySend(message.to(), message.body().get())) {
                take();
                spend(message, nowNs);
                counters.onSent();
            } else {
                return;
            }
        }
    }

    /**
     * Adds the summary where one is due; to be called before a result is added, since it comes before what is newer
     * than it tells of.
     */
    public void summarize(final long nowNs) {
        newestNs = nowNs;
        if (!heldBack.isEmpty()
                && nowNs >= nextSummaryNs
                && waiting.isEmpty()
                && notifier.isConnected()
                && allowance.hasRoom(nowNs)) {
            final Map<T, HeldResults> results = new LinkedHashMap<>(heldBack);
            heldBack.clear();
            nextSummaryNs = nowNs + SUMMARY_PERIOD_NS;
            enqueue(PendingMessage.summary(recipient, results, () -> summaries.apply(results)));
        }
    }

    /** Whether the subject has had less than is left for all; what waits counts where a further one is to wait. */
    private boolean hasShare(final T subject, final long nowNs, final boolean isFurther) {
        if (subjects.getAsInt() <= 1) {
            return true;
        }
        final Share share = share(subject);
        final int own = share.spent.count(nowNs) + (isFurther ? share.waiting : 0);
        final int all = allowance.count(nowNs) + (isFurther ? waiting.size() : 0);
        return own < capacity - all;
    }

    private void spend(final PendingMessage<T> message, final long nowNs) {
        if (message.kind() == PendingMessage.Kind.COMPLAINT) {
            return;
        }
        allowance.spend(nowNs);
        if (message.kind() == PendingMessage.Kind.RESULT) {
            share(message.subject()).spent.spend(nowNs);
        }
    }

    private Share share(final T subject) {
        return shares.computeIfAbsent(subject, first -> new Share(capacity));
    }

    private void enqueue(final PendingMessage<T> message) {
        if (waiting.size() >= capacity) {
            evict(takeOldestOfTheMany());
        }
        waiting.add(message);
    }

    /** The oldest that waits. */
    private PendingMessage<T> take() {
        return taken(waiting.remove());
    }

    private PendingMessage<T> taken(final PendingMessage<T> message) {
        if (message.kind() == PendingMessage.Kind.RESULT) {
            share(message.subject()).waiting--;
        }
        return message;
    }

    /** The oldest result of the subject most of whose results wait; the oldest message where none does. */
    private PendingMessage<T> takeOldestOfTheMany() {
        T noisiest = null;
        int most = 0;
        for (final Map.Entry<T, Share> one : shares.entrySet()) {
            if (one.getValue().waiting > most) {
                most = one.getValue().waiting;
                noisiest = one.getKey();
            }
        }
        final Iterator<PendingMessage<T>> oldest = waiting.iterator();
        while (noisiest != null && oldest.hasNext()) {
            final PendingMessage<T> message = oldest.next();
            if (message.kind() == PendingMessage.Kind.RESULT
                    && message.subject().equals(noisiest)) {
                oldest.remove();
                return taken(message);
            }
        }
        return take();
    }

    private void holdBackWaiting() {
        waiting.removeIf(message -> {
            if (message.isLimited()) {
                evict(taken(message));
            }
            return message.isLimited();
        });
    }

    /** What a summary tells of was counted when it was held back. */
    private void evict(final PendingMessage<T> message) {
        message.results().forEach((subject, results) -> {
            held(subject).add(results);
            if (message.kind() == PendingMessage.Kind.RESULT) {
                counters.onHeldBack(results.count());
            }
        });
    }

    private HeldResults held(final T subject) {
        if (heldBack.isEmpty()) {
            nextSummaryNs = Math.max(nextSummaryNs, newestNs + SUMMARY_PERIOD_NS);
        }
        return heldBack.computeIfAbsent(subject, first -> new HeldResults());
    }
}
