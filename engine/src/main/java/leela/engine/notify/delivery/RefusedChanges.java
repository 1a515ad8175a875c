package leela.engine.notify.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import leela.engine.alert.Transition;
import leela.engine.notify.Outcome;
import leela.engine.runtime.Clock;

/**
 * Changes that a recipient has refused, or that were discarded while it was down, and that may still be told: a page
 * that answers 404 for an hour, or a program that fails, is no reason to keep a fire from people for ever. What was
 * refused is tried again after a minute, ten minutes and an hour, and all whenever the recipient has taken something
 * since and there is room, {@value #MOST_TRIES} times at most; and only while it stands. What is over is not told late.
 * Thread: the deliveries'.
 * Memory: {@value #MOST} changes; beyond that the oldest are forgotten.
 * Units: nanoseconds of a monotonic clock.
 */
final class RefusedChanges {

    static final int MOST = 1000;
    static final int MOST_TRIES = 10;

    private static final long MINUTE_NS = 60 * Clock.NANOS_PER_SECOND;
    private static final long[] PAUSES_NS = {MINUTE_NS, 10 * MINUTE_NS, 60 * MINUTE_NS};
    /** Whoever takes some and refuses others is not asked again at once. */
    private static final long SHORTEST_NS = 10 * Clock.NANOS_PER_SECOND;

    private static final long ONCE_MENDED = Long.MAX_VALUE;

    private record Message(String recipient, long number) {}

    private static final class Refused {
        private final Transition transition;
        private int tries;
        private long refusedNs;
        private long nextNs;
        private boolean isWaiting;
        private boolean isDiscarded;

        private Refused(final Transition transition) {
            this.transition = transition;
        }
    }

    private final Map<Message, Refused> all = new LinkedHashMap<>();

    /** One that is to be tried again. */
    record Due(String recipient, Transition transition, boolean isDiscarded) {

        /** Why it was not told, as the log has it. */
        String reason() {
            return isDiscarded ? LeftDeliveries.NO_ROOM : "";
        }
    }

    /** What an earlier run has left of them, and of what was discarded and is over. */
    void takeUp(final LeftDeliveries left, final Fates fates, final long nowNs) {
        for (final String name : left.recipients()) {
            final Map<Long, Long> discarded = left.discarded(name);
            discarded.forEach((number, timeNs) -> fates.onLeftDiscarded(number, name, timeNs));
            for (final Transition one : left.refused(name)) {
                fates.onLeft(one.number(), name, add(name, one, discarded.containsKey(one.number()), nowNs));
            }
        }
    }

    /** What became of a notice; gives what becomes of each of its changes that was refused, in a sentence. */
    Map<Long, String> onOutcome(final String recipient, final Notice notice, final Outcome outcome, final long nowNs) {
        final Map<Long, String> sentences = new LinkedHashMap<>();
        if (outcome.kind() == Outcome.Kind.REFUSED) {
            notice.transitions().forEach(one -> sentences.put(one.number(), onRefused(recipient, one, nowNs)));
        } else if (outcome.kind() != Outcome.Kind.RETRY) {
            for (final long number : notice.numbers()) {
                forget(recipient, number);
            }
        }
        if (outcome.kind() == Outcome.Kind.CONFIRMED) {
            onTold(recipient, nowNs);
        }
        return sentences;
    }

    /** It was refused once more; gives what becomes of it, in a sentence. */
    String onRefused(final String recipient, final Transition transition, final long nowNs) {
        return add(recipient, transition, false, nowNs);
    }

    /** There was no room for it; the same. */
    String onDiscarded(final String recipient, final Transition transition, final long nowNs) {
        return add(recipient, transition, true, nowNs);
    }

    private String add(
            final String recipient, final Transition transition, final boolean isDiscarded, final long nowNs) {
        if (!transition.to().isOpen()) {
            return "";
        }
        final Message message = new Message(recipient, transition.number());
        final Refused one = all.computeIfAbsent(message, unused -> new Refused(transition));
        one.tries++;
        if (one.tries >= MOST_TRIES) {
            all.remove(message);
            return " It is not tried again.";
        }
        one.isWaiting = true;
        one.isDiscarded = isDiscarded;
        one.refusedNs = nowNs;
        one.nextNs = !isDiscarded && one.tries <= PAUSES_NS.length ? nowNs + PAUSES_NS[one.tries - 1] : ONCE_MENDED;
        if (all.size() > MOST) {
            all.remove(all.keySet().iterator().next());
        }
        return " While it stands it is tried again "
                + (one.nextNs == ONCE_MENDED ? "" : "in " + PAUSES_NS[one.tries - 1] / MINUTE_NS + " min, and ")
                + "once " + recipient + " has taken something else.";
    }

    /** It is not tried again. */
    void forget(final String recipient, final long number) {
        all.remove(new Message(recipient, number));
    }

    /** This recipient has taken something: what it refused before may be told now. */
    void onTold(final String recipient, final long nowNs) {
        all.forEach((message, one) -> {
            if (one.isWaiting && message.recipient().equals(recipient)) {
                one.nextNs = Math.min(one.nextNs, Math.max(nowNs, one.refusedNs + SHORTEST_NS));
            }
        });
    }

    /**
     * Those whose time has come and that still stand, as many as there is room for at their recipients; what does not
     * stand is forgotten.
     */
    List<Due> due(final long nowNs, final Predicate<Transition> stands, final ToIntFunction<String> room) {
        final List<Due> due = new ArrayList<>();
        final Map<String, Integer> left = new HashMap<>();
        final Iterator<Map.Entry<Message, Refused>> entries = all.entrySet().iterator();
        while (entries.hasNext()) {
            final Map.Entry<Message, Refused> entry = entries.next();
            final Refused one = entry.getValue();
            if (!one.isWaiting || nowNs < one.nextNs) {
                continue;
            }
            final String recipient = entry.getKey().recipient();
            if (left.computeIfAbsent(recipient, room::applyAsInt) <= 0) {
                one.nextNs = nowNs + SHORTEST_NS;
            } else if (stands.test(one.transition)) {
                one.isWaiting = false;
                left.merge(recipient, -1, Integer::sum);
                due.add(new Due(recipient, one.transition, one.isDiscarded));
            } else {
                entries.remove();
            }
        }
        return due;
    }

    /** How long until one is due. */
    long waitNs(final long nowNs) {
        long waitNs = Long.MAX_VALUE;
        for (final Refused one : all.values()) {
            if (one.isWaiting && one.nextNs != ONCE_MENDED) {
                waitNs = Math.min(waitNs, Math.max(0, one.nextNs - nowNs));
            }
        }
        return waitNs;
    }

    /** All that wait, for the log. */
    List<Due> waiting() {
        final List<Due> waiting = new ArrayList<>();
        all.forEach((message, one) -> {
            if (one.isWaiting) {
                waiting.add(new Due(message.recipient(), one.transition, one.isDiscarded));
            }
        });
        return waiting;
    }
}
