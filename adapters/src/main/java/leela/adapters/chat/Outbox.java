package leela.adapters.chat;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import leela.adapters.chat.Reply.Event;
import leela.adapters.chat.Reply.HeldBack;
import leela.adapters.chat.Reply.Query;
import leela.adapters.chat.Reply.Refused;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.engine.spi.Chat;
import org.agrona.collections.MutableLong;

/**
 * What one user is to be sent. Events beyond the user's messages a minute are held back and counted, and one message a
 * minute sums them up. While the chat is away, the newest wait. Answers count, but are not held back.
 * Thread: the courier's.
 * Memory: bounded; nothing for an event that is held back.
 * Units: nanoseconds of a monotonic clock.
 */
final class Outbox {

    private static final long SUMMARY_PERIOD_NS = 60 * Clock.NANOS_PER_SECOND;

    private final String owner;
    private final int capacity;
    private final Chat chat;
    private final ReplyFormat format;
    private final Counters counters;
    private final MinuteAllowance allowance;
    private final ArrayDeque<Letter> waiting = new ArrayDeque<>();
    private final Map<Query, MutableLong> heldBack = new LinkedHashMap<>();
    private long nextSummaryNs = Long.MIN_VALUE;

    /** What is to be said to whom. */
    private record Letter(String to, Reply reply) {}

    Outbox(
            final String owner,
            final int messagesPerMinute,
            final Chat chat,
            final ReplyFormat format,
            final Counters counters) {
        this.owner = owner;
        this.capacity = messagesPerMinute;
        this.chat = chat;
        this.format = format;
        this.counters = counters;
        this.allowance = new MinuteAllowance(messagesPerMinute);
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    int waitingCount() {
        return waiting.size();
    }

    /** Whether nothing is known of the user that would not be so for a new one. */
    boolean isIdle(final long nowNs) {
        return waiting.isEmpty() && heldBack.isEmpty() && allowance.isUnspent(nowNs);
    }

    /** Whether an event would be sent, or wait; if not, {@link #holdBack} it. */
    boolean takesEvents(final long nowNs) {
        return !chat.isConnected() || waiting.size() < capacity && allowance.hasRoom(nowNs);
    }

    void add(final Event event) {
        enqueue(new Letter(owner, event));
    }

    /** Refusals go only as far as there is room, so that nobody makes the engine talk without end. */
    void answer(final String to, final Reply reply, final long nowNs) {
        if (!(reply instanceof Refused) || takesEvents(nowNs)) {
            enqueue(new Letter(to, reply));
        }
    }

    /** Counts events that will not be sent. */
    void holdBack(final Query query, final long count) {
        heldBack.computeIfAbsent(query, first -> new MutableLong()).addAndGet(count);
        counters.add(ChatCounter.HELD_BACK, count);
    }

    /** Hands over what the chat takes and the minute allows. */
    void drain(final long nowNs) {
        summarize(nowNs);
        while (!waiting.isEmpty() && chat.isConnected()) {
            final Letter letter = waiting.element();
            if (isLimited(letter) && !allowance.hasRoom(nowNs)) {
                holdBackWaiting();
            } else if (chat.trySend(letter.to(), format.write(letter.reply()))) {
                waiting.remove();
                allowance.spend(nowNs);
                counters.increment(ChatCounter.SENT);
            } else {
                return;
            }
        }
    }

    /**
     * Adds the summary where one is due; to be called before an event is added, since it comes before what is newer
     * than it tells of.
     */
    void summarize(final long nowNs) {
        if (!heldBack.isEmpty()
                && nowNs >= nextSummaryNs
                && waiting.isEmpty()
                && chat.isConnected()
                && allowance.hasRoom(nowNs)) {
            final Map<Query, Long> counts = new LinkedHashMap<>();
            heldBack.forEach((query, count) -> counts.put(query, count.get()));
            heldBack.clear();
            nextSummaryNs = nowNs + SUMMARY_PERIOD_NS;
            enqueue(new Letter(owner, new HeldBack(counts)));
        }
    }

    private void enqueue(final Letter letter) {
        if (waiting.size() >= capacity) {
            giveUp(waiting.remove());
        }
        waiting.add(letter);
    }

    private void holdBackWaiting() {
        waiting.removeIf(letter -> {
            final boolean isLimited = isLimited(letter);
            if (isLimited) {
                giveUp(letter);
            }
            return isLimited;
        });
    }

    private void giveUp(final Letter letter) {
        if (letter.reply() instanceof Event event) {
            holdBack(event.query(), 1);
        } else if (letter.reply() instanceof HeldBack summary) {
            summary.events().forEach(this::restore);
        }
    }

    /** Back to what is held back; it was counted then. */
    private void restore(final Query query, final long count) {
        heldBack.computeIfAbsent(query, first -> new MutableLong()).addAndGet(count);
    }

    private static boolean isLimited(final Letter letter) {
        return letter.reply() instanceof Event || letter.reply() instanceof HeldBack;
    }
}
