package leela.engine.notify;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import leela.engine.runtime.Clock;
import org.agrona.collections.MutableLong;

/**
 * What one recipient is to be told. Results beyond the allowance a minute are held back and counted by subject, and one
 * message a minute sums them up. While the notifier is disconnected, the newest wait. Answers count, but are not held
 * back.
 * Thread: one, the dispatcher's.
 * Memory: bounded; nothing for a result that is held back.
 * Units: nanoseconds of a monotonic clock.
 *
 * @param <T> what results are about, such as a query
 */
public final class Outbox<T> {

    private static final long SUMMARY_PERIOD_NS = 60 * Clock.NANOS_PER_SECOND;

    private final String recipient;
    private final int capacity;
    private final Notifier notifier;
    private final Function<Map<T, Long>, String> summaries;
    private final NotifyCounters counters;
    private final MinuteAllowance allowance;
    private final ArrayDeque<PendingMessage<T>> waiting = new ArrayDeque<>();
    private final Map<T, MutableLong> heldBack = new LinkedHashMap<>();
    private long nextSummaryNs = Long.MIN_VALUE;

    /**
     * An empty one.
     *
     * @param messagesPerMinute the allowance, and how many messages wait at most
     * @param summaries         writes how many results of each subject were held back
     */
    public Outbox(
            final String recipient,
            final int messagesPerMinute,
            final Notifier notifier,
            final Function<Map<T, Long>, String> summaries,
            final NotifyCounters counters) {
        this.recipient = recipient;
        this.capacity = messagesPerMinute;
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
        return waiting.isEmpty() && heldBack.isEmpty() && allowance.isUnspent(nowNs);
    }

    /** Whether a result would be sent, or wait; if not, {@link #holdBack} it. */
    public boolean takesResults(final long nowNs) {
        return !notifier.isConnected() || waiting.size() < capacity && allowance.hasRoom(nowNs);
    }

    /** Tells a result. */
    public void add(final T subject, final Supplier<String> body) {
        enqueue(PendingMessage.result(recipient, subject, body));
    }

    /** Answers, to where the question came from. */
    public void answer(final String to, final Supplier<String> body) {
        enqueue(PendingMessage.answer(to, body));
    }

    /** Refuses, as far as there is room, so that nobody makes the engine talk without end. */
    public void refuse(final String to, final Supplier<String> body, final long nowNs) {
        if (takesResults(nowNs)) {
            answer(to, body);
        }
    }

    /** Counts results that will not be sent. */
    public void holdBack(final T subject, final long count) {
        restore(subject, count);
        counters.onHeldBack(count);
    }

    /** Hands over what the notifier takes and the minute allows. */
    public void drain(final long nowNs) {
        summarize(nowNs);
        while (!waiting.isEmpty() && notifier.isConnected()) {
            final PendingMessage<T> message = waiting.element();
            if (message.isLimited() && !allowance.hasRoom(nowNs)) {
                holdBackWaiting();
            } else if (notifier.trySend(message.to(), message.body().get())) {
                waiting.remove();
                allowance.spend(nowNs);
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
        if (!heldBack.isEmpty()
                && nowNs >= nextSummaryNs
                && waiting.isEmpty()
                && notifier.isConnected()
                && allowance.hasRoom(nowNs)) {
            final Map<T, Long> counts = new LinkedHashMap<>();
            heldBack.forEach((subject, count) -> counts.put(subject, count.get()));
            heldBack.clear();
            nextSummaryNs = nowNs + SUMMARY_PERIOD_NS;
            enqueue(PendingMessage.summary(recipient, counts, () -> summaries.apply(counts)));
        }
    }

    private void enqueue(final PendingMessage<T> message) {
        if (waiting.size() >= capacity) {
            evict(waiting.remove());
        }
        waiting.add(message);
    }

    private void holdBackWaiting() {
        waiting.removeIf(message -> {
            if (message.isLimited()) {
                evict(message);
            }
            return message.isLimited();
        });
    }

    /** What a summary tells of was counted when it was held back. */
    private void evict(final PendingMessage<T> message) {
        message.results().forEach(message.isSummary() ? this::restore : this::holdBack);
    }

    private void restore(final T subject, final long count) {
        heldBack.computeIfAbsent(subject, first -> new MutableLong()).addAndGet(count);
    }
}
