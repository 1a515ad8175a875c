package leela.io.http.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;
import leela.engine.counters.Counters;

/**
 * The engine's counters as metrics; the ledger among them. What they count in milliseconds or nanoseconds is shown in
 * seconds.
 * Thread: any; immutable.
 */
final class CounterMetrics {

    private static final String PREFIX = "leela_";
    private static final char UNIT_MARK = '-';
    private static final Map<String, Double> PER_SECOND = Map.of("s", 1.0, "ms", 1e3, "ns", 1e9);

    private final Counters counters;
    private final Map<String, List<CounterDescription>> families = new LinkedHashMap<>();

    CounterMetrics(final Counters counters) {
        this.counters = counters;
        // the members of a family must stand together
        for (final CounterDescription id : counters.descriptions()) {
            families.computeIfAbsent(id.family(), family -> new ArrayList<>()).add(id);
        }
    }

    void appendTo(final MetricsText text) {
        families.forEach((family, members) -> append(text, family, members));
    }

    private void append(final MetricsText text, final String family, final List<CounterDescription> members) {
        final CounterDescription first = members.get(0);
        final double inUnit = perUnit(family);
        final String name = nameOf(family);
        if (first.kind() == Counter.Kind.COUNTER) {
            text.counter(name, helpOf(first));
        } else {
            text.gauge(name, helpOf(first));
        }
        for (final CounterDescription id : members) {
            text.sample(id.labelName(), id.labelValue(), counters.read(id) / inUnit);
        }
    }

    /** How many of the family's units are one of what is shown. */
    private static double perUnit(final String family) {
        return PER_SECOND.getOrDefault(unitOf(family), 1.0);
    }

    private static String unitOf(final String family) {
        return family.substring(family.lastIndexOf(UNIT_MARK) + 1);
    }

    /** Of {@code journal.oldest.age-ms}: {@code leela_journal_oldest_age_seconds}. */
    static String nameOf(final String family) {
        final String stem = PER_SECOND.containsKey(unitOf(family))
                ? family.substring(0, family.lastIndexOf(UNIT_MARK)) + "_seconds"
                : family;
        return PREFIX + stem.replace('.', '_').replace(UNIT_MARK, '_');
    }

    /** A family of several members has a sentence for each; its own name says what they have in common. */
    private static String helpOf(final CounterDescription first) {
        return first.labelName().isEmpty()
                ? first.help()
                : first.family().replace('.', ' ') + ", by " + first.labelName();
    }
}
