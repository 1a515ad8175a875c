package leela.engine.counters;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The counters of an engine, and the text that tells programs in any language about them: one line a counter, its
 * fields separated by tabs.
 *
 * <pre>
 *   id TAB counter|gauge TAB family TAB label name TAB label value TAB help LF
 * </pre>
 *
 * Thread: immutable.
 * Errors: {@link IllegalArgumentException} where two counters share an id or a label, a family has two kinds, an id is
 * out of range, or a text is not of this form.
 */
public final class CounterDescriptions implements Iterable<CounterDescription> {

    private static final String TAB = "\t";
    private static final int FIELDS = 6;

    private final List<CounterDescription> all;

    private CounterDescriptions(final List<CounterDescription> all) {
        this.all = List.copyOf(all);
        check();
    }

    /** Of these sets of counters, in their order. */
    public static CounterDescriptions of(final List<? extends Counter[]> sets) {
        final List<CounterDescription> all = new ArrayList<>();
        for (final Counter[] set : sets) {
            for (final Counter counter : set) {
                all.add(counter.description());
            }
        }
        return new CounterDescriptions(all);
    }

    /** Of a text that {@link #text} made. */
    public static CounterDescriptions parse(final String text) {
        final List<CounterDescription> all = new ArrayList<>();
        for (final String line : text.split("\n")) {
            final String[] fields = line.split(TAB, -1);
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException(
                        "counters: a line of " + fields.length + " fields (expected: " + FIELDS + ")");
            }
            final Counter.Kind kind = fields[1].equals("gauge") ? Counter.Kind.GAUGE : Counter.Kind.COUNTER;
            all.add(new CounterDescription(
                    Integer.parseInt(fields[0]), kind, fields[2], fields[3], fields[4], fields[5]));
        }
        return new CounterDescriptions(all);
    }

    /** One line a counter. */
    public String text() {
        final StringBuilder text = new StringBuilder();
        for (final CounterDescription one : all) {
            text.append(one.id()).append(TAB);
            text.append(one.kind() == Counter.Kind.GAUGE ? "gauge" : "counter").append(TAB);
            text.append(one.family()).append(TAB);
            text.append(one.labelName()).append(TAB);
            text.append(one.labelValue()).append(TAB);
            text.append(one.help()).append('\n');
        }
        return text.toString();
    }

    /** The members of one family, in their order. */
    public List<CounterDescription> family(final String family) {
        return all.stream().filter(one -> one.family().equals(family)).toList();
    }

    public int size() {
        return all.size();
    }

    @Override
    public Iterator<CounterDescription> iterator() {
        return all.iterator();
    }

    private void check() {
        final Set<Integer> ids = new HashSet<>();
        final Set<String> labels = new HashSet<>();
        final Map<String, CounterDescription> families = new HashMap<>();
        for (final CounterDescription one : all) {
            require(one.id() >= 0 && one.id() < Counters.CAPACITY, one, "its id is out of range");
            require(ids.add(one.id()), one, "its id is another's");
            require(labels.add(one.label()), one, "its label is another's");
            final CounterDescription first = families.computeIfAbsent(one.family(), family -> one);
            require(
                    first.kind() == one.kind() && first.labelName().equals(one.labelName()),
                    one,
                    "its family has another kind or label");
        }
    }

    private static void require(final boolean holds, final CounterDescription one, final String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("counter " + one.id() + ", " + one.label() + ": " + otherwise);
        }
    }
}
