package leela.ops.notify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import leela.engine.notify.delivery.Deliveries;
import leela.engine.notify.delivery.RecipientFigures;
import leela.engine.notify.delivery.Unconfirmed;

/**
 * Changes that recipients may not have been told of, or were not: unconfirmed ones, and those that were discarded; for
 * {@code /readyz} and the log.
 * Thread: immutable.
 *
 * @param unconfirmed their numbers, by recipient
 * @param discarded   the same
 */
record UntoldChanges(Map<String, long[]> unconfirmed, Map<String, long[]> discarded) {

    private static final int MOST_RECIPIENTS = 10;
    private static final int MOST_RANGES = 10;

    /** Those that became so since this time: epoch ns. */
    static UntoldChanges since(final Deliveries deliveries, final long sinceNs) {
        return new UntoldChanges(
                numbers(deliveries.unconfirmed(), one -> one.timeNs() >= sinceNs), deliveries.discarded(sinceNs));
    }

    /**
     * What a start has to say: what the run before has left in doubt, and what it has discarded without a word to the
     * recipient; empty where there is nothing of both. A second start does not say the first again.
     */
    static Optional<String> ofStart(final Deliveries deliveries, final long startedNs) {
        final Set<String> unaware = deliveries.figures().stream()
                .filter(one -> one.untold() > 0)
                .map(RecipientFigures::name)
                .collect(Collectors.toSet());
        final Map<String, long[]> discarded = new TreeMap<>(deliveries.discarded(Long.MIN_VALUE));
        discarded.keySet().retainAll(unaware);
        return new UntoldChanges(numbers(deliveries.unconfirmed(), one -> one.timeNs() >= startedNs), discarded).line();
    }

    /** {@code ; 1000 unconfirmed, 5 discarded within a day: leela notify shows them}; empty where there are none. */
    String of(final String recipient) {
        final List<String> counts = new ArrayList<>();
        count(unconfirmed, recipient, "unconfirmed", counts);
        count(discarded, recipient, "discarded", counts);
        return counts.isEmpty() ? "" : "; " + String.join(", ", counts) + " within a day: leela notify shows which";
    }

    private static void count(
            final Map<String, long[]> of, final String recipient, final String what, final List<String> counts) {
        if (of.containsKey(recipient)) {
            counts.add(of.get(recipient).length + " " + what);
        }
    }

    /** For the log; empty where there is nothing to say. */
    Optional<String> line() {
        final Set<String> names = new TreeSet<>(unconfirmed.keySet());
        names.addAll(discarded.keySet());
        if (names.isEmpty()) {
            return Optional.empty();
        }
        final String recipients = names.stream()
                .limit(MOST_RECIPIENTS)
                .map(name -> name + ":" + named(unconfirmed, name, "unconfirmed")
                        + (unconfirmed.containsKey(name) && discarded.containsKey(name) ? "," : "")
                        + named(discarded, name, "discarded"))
                .collect(Collectors.joining("; "));
        return Optional.of("event=messages_left unconfirmed=" + count(unconfirmed) + " discarded=" + count(discarded)
                + " recipients=\"" + recipients.replace('"', '\'')
                + (names.size() > MOST_RECIPIENTS ? "; and others" : "")
                + "\" hint=\"unconfirmed ones may have arrived or not, and are not sent again; leela why NUMBER"
                + " tells of each\"");
    }

    private static String named(final Map<String, long[]> of, final String name, final String what) {
        return of.containsKey(name)
                ? " " + of.get(name).length + " " + what + " ("
                        + NumberRanges.of(of.get(name)).text(MOST_RANGES) + ")"
                : "";
    }

    private static long count(final Map<String, long[]> of) {
        return of.values().stream().mapToLong(numbers -> numbers.length).sum();
    }

    private static Map<String, long[]> numbers(final List<Unconfirmed> all, final Predicate<Unconfirmed> wanted) {
        return all.stream()
                .filter(wanted)
                .collect(Collectors.toMap(
                        Unconfirmed::recipient, Unconfirmed::numbers, UntoldChanges::both, TreeMap::new));
    }

    private static long[] both(final long[] first, final long[] second) {
        return LongStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }
}
