package leela.io.http.graphite.function;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Functions that order series, and take the first of them. Thread: any; stateless. */
final class SortFunctions {

    private static final String SORTING = "Sorting";
    private static final String FILTER = "Filter Series";
    private static final String LIST = "seriesList:seriesList!";
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    private SortFunctions() {}

    static void addTo(final FunctionTable table) {
        table.add(
                "sortBy",
                SORTING,
                LIST + " func:aggFunc=average reverse:boolean=false",
                "The series in the order of their values, by a function.",
                (evaluation, a) -> sorted(a.series(0), a.text(1, "average"), a.truth(2, false)));
        table.add(
                "sortByTotal",
                SORTING,
                LIST,
                "The series with the largest sum first.",
                (evaluation, a) -> sorted(a.series(0), "sum", true));
        table.add(
                "sortByMaxima",
                SORTING,
                LIST,
                "The series with the largest maximum first.",
                (evaluation, a) -> sorted(a.series(0), "max", true));
        table.add(
                "sortByMinima",
                SORTING,
                LIST,
                "The series with the smallest minimum first, of those that reach above zero.",
                (evaluation, a) -> {
                    final List<TimeSeries> above = a.series(0);
                    above.removeIf(series -> !(Aggregation.MAX.of(series.points()) > 0));
                    return sorted(above, "min", false);
                });
        table.add(
                "sortByName",
                SORTING,
                LIST + " natural:boolean=false reverse:boolean=false",
                "The series in the order of their names; natural: with numbers in them as such.",
                (evaluation, a) -> byName(a.series(0), a.truth(1, false), a.truth(2, false)));
        addFirst(table, "highest", true, null);
        addFirst(table, "lowest", false, null);
        addFirst(table, "highestAverage", true, "average");
        addFirst(table, "highestCurrent", true, "current");
        addFirst(table, "highestMax", true, "max");
        addFirst(table, "lowestAverage", false, "average");
        addFirst(table, "lowestCurrent", false, "current");
    }

    private static void addFirst(
            final FunctionTable table, final String name, final boolean isHighest, final String function) {
        table.add(
                name,
                FILTER,
                LIST + (function == null ? " n:integer=1 func:aggFunc=average" : " n:integer!"),
                "The so many series whose " + (function == null ? "value, by a function," : function) + " is "
                        + (isHighest ? "largest." : "smallest."),
                (evaluation, a) -> first(
                        sorted(a.series(0), function == null ? a.text(2, "average") : function, isHighest),
                        a.integer(1, 1)));
    }

    /** As a slice does it: a number below zero leaves out as many at the end. */
    static List<TimeSeries> first(final List<TimeSeries> all, final int count) {
        final int end = count < 0 ? Math.max(0, all.size() + count) : Math.min(count, all.size());
        return new ArrayList<>(all.subList(0, end));
    }

    private static List<TimeSeries> sorted(
            final List<TimeSeries> all, final String function, final boolean isReversed) {
        record Ranked(double rank, TimeSeries series) {}
        final Aggregation aggregation = Aggregation.of(function.replaceFirst("Series$", ""));
        final Comparator<Ranked> order = Comparator.comparingDouble(Ranked::rank);
        return new ArrayList<>(all.stream()
                .map(series -> {
                    final double rank = aggregation.of(series.points());
                    return new Ranked(Double.isNaN(rank) ? Double.NEGATIVE_INFINITY : rank + 0.0, series);
                })
                .sorted(isReversed ? order.reversed() : order)
                .map(Ranked::series)
                .toList());
    }

    private static List<TimeSeries> byName(
            final List<TimeSeries> all, final boolean isNatural, final boolean isReversed) {
        final Comparator<TimeSeries> order =
                Comparator.comparing(series -> isNatural ? natural(series.name) : series.name);
        all.sort(isReversed ? order.reversed() : order);
        return all;
    }

    private static String natural(final String name) {
        return DIGITS.matcher(name).replaceAll(digits -> {
            final String number = digits.group().replaceFirst("^0+(?=\\d)", "");
            return "0".repeat(Math.max(0, 10 - number.length())) + number;
        });
    }
}
