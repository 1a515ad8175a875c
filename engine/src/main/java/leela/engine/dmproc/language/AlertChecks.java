package leela.engine.dmproc.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import leela.engine.keys.NearestName;

/**
 * What is well-formed in an alert and surely not meant. Who writes one now is refused; what an earlier version has
 * taken, and a journal, a directory or a file still has, goes on as it always did.
 * Thread: any.
 * Errors: none; a fault is a plain sentence.
 */
public final class AlertChecks {

    /** Places of a note, beside {@code {1}} for the first key of BY. */
    public static final List<String> NOTE_PLACES = List.of(
            "number",
            "opened",
            "alert",
            "group",
            "key",
            "state",
            "from",
            "severity",
            "value",
            "since",
            "time",
            "series",
            "link");

    private static final String AHEAD = "ahead";
    private static final Pattern PLACE = Pattern.compile("\\{([^{}\\s]*)}");

    private AlertChecks() {}

    /** All that is surely not meant. */
    public static List<String> faults(final AlertProgram alert) {
        final List<String> faults = new ArrayList<>();
        clear(alert).ifPresent(faults::add);
        note(alert).ifPresent(faults::add);
        return faults;
    }

    /** What begins an alert must not be what ends it. */
    static Optional<String> clear(final AlertProgram alert) {
        final OptionalDouble both = alert.clear().isEmpty()
                ? OptionalDouble.empty()
                : common(alert.condition(), alert.clear().get());
        return both.isEmpty()
                ? Optional.empty()
                : Optional.of("CLEAR " + alert.clear().get() + " and WHEN " + alert.condition() + " are both true of "
                        + Numbers.print(both.getAsDouble()) + " (expected: conditions that are never both true)");
    }

    /** People must not be told the name of a place. */
    static Optional<String> note(final AlertProgram alert) {
        final int keys = alert.program().naming().by().size();
        final Matcher places = PLACE.matcher(alert.filledNote());
        while (places.find()) {
            final String name = places.group(1);
            final boolean isKey = name.matches("[1-9][0-9]?") && Integer.parseInt(name) <= keys;
            if (!isKey && !NOTE_PLACES.contains(name)) {
                return Optional.of("NOTE: there is no place {" + name + "} here (" + instead(name, keys) + ")");
            }
        }
        return Optional.empty();
    }

    private static String instead(final String name, final int keys) {
        if (name.matches("[0-9]+")) {
            return keys == 0
                    ? "expected with it: BY"
                    : "expected: " + (keys == 1 ? "{1}" : "{1} to {" + keys + "}") + ", the keys of BY";
        }
        return NearestName.of(name, NOTE_PLACES)
                .map(near -> "did you mean {" + near + "}?")
                .orElse("expected: {" + String.join("}, {", NOTE_PLACES) + "}, {" + AHEAD
                        + "}, or {1} for the first key of BY");
    }

    /**
     * A value that meets both, a plain one where there is one. Between the numbers that they compare with nothing
     * changes, so a look at these, and beside and between them, is a look at all.
     */
    private static OptionalDouble common(final Func.Condition one, final Func.Condition other) {
        final double[] numbers = DoubleStream.concat(numbers(one), numbers(other))
                .filter(Double::isFinite)
                .sorted()
                .distinct()
                .toArray();
        final DoubleStream.Builder all = DoubleStream.builder();
        for (int i = 1; i < numbers.length; i++) {
            all.add(numbers[i - 1] / 2 + numbers[i] / 2);
        }
        for (final double x : numbers) {
            all.add(x).add(x - 1).add(x + 1);
        }
        for (final double x : numbers) {
            all.add(Math.nextDown(x)).add(Math.nextUp(x));
        }
        final DoublePredicate isCommon = x -> one.isTrue(x) && other.isTrue(x);
        return all.build().filter(Double::isFinite).filter(isCommon).findFirst();
    }

    private static DoubleStream numbers(final Func.Condition condition) {
        if (condition instanceof final Func.TwoSided two) {
            return DoubleStream.of(two.a(), two.b());
        }
        return condition instanceof final Func.Compare compare
                ? DoubleStream.of(compare.operand())
                : DoubleStream.empty();
    }
}
