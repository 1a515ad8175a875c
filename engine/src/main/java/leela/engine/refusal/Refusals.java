package leela.engine.refusal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The last refusals of each input and cause.
 * Thread: any.
 * Memory: at most {@link #KEPT} of 3 KiB for each input and cause.
 */
public final class Refusals {

    /** Of each input and cause. */
    public static final int KEPT = 16;
    /** Keeps none. */
    public static final Refusals NONE = new Refusals(0, (refusal, count) -> {});

    private static final int MOST_A_SECOND = 20;

    /** Takes what is to be logged. Thread: any. */
    public interface Log {

        /** @param count refusals of this cause since this socket's line before, this one included */
        void refused(Refusal refusal, long count);
    }

    private final int mostASecond;
    private final Log log;
    private final SenderNames senders = new SenderNames();
    private final SenderClocks clocks = new SenderClocks();
    private final Map<String, Deque<Refusal>> last = new TreeMap<>();

    public Refusals(final Log log) {
        this(MOST_A_SECOND, log);
    }

    private Refusals(final int mostASecond, final Log log) {
        this.mostASecond = mostASecond;
        this.log = log;
    }

    /** All that are kept, the newest first. */
    public synchronized List<Refusal> newestFirst() {
        final List<Refusal> all = new ArrayList<>();
        last.values().forEach(all::addAll);
        all.sort(Comparator.comparingLong(Refusal::timeNs).reversed());
        return all;
    }

    /** How many of one cause a socket may have made into text in a second. */
    int mostASecond() {
        return mostASecond;
    }

    SenderNames senders() {
        return senders;
    }

    /** Senders whose values are far from the clock. */
    public SenderClocks clocks() {
        return clocks;
    }

    Log log() {
        return log;
    }

    synchronized void keep(final Refusal refusal) {
        final Deque<Refusal> of =
                last.computeIfAbsent(refusal.source() + " " + refusal.cause(), any -> new ArrayDeque<>(KEPT));
        if (of.size() == KEPT) {
            of.removeLast();
        }
        of.addFirst(refusal);
    }
}
