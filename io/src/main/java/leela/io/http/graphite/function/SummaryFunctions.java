package leela.io.http.graphite.function;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.text.TimeOffset;

/** Series summed up in wider steps. Thread: any; stateless. */
final class SummaryFunctions {

    private static final String TRANSFORM = "Transform";
    private static final String SERIES = "seriesList:seriesList! intervalString:interval!";
    private static final long DAY = 86_400;
    private static final long HOUR = 3600;
    private static final long MINUTE = 60;

    private SummaryFunctions() {}

    static void addTo(final FunctionTable table) {
        table.add(
                "summarize",
                TRANSFORM,
                SERIES + " func:aggFunc=sum alignToFrom:boolean=false",
                "The values of each interval as one, by a function.",
                SummaryFunctions::summarize);
        table.add(
                "smartSummarize",
                TRANSFORM,
                SERIES + " func:aggFunc=sum alignTo:string",
                "As summarize, with intervals that begin where the range does, or at a whole unit before it.",
                SummaryFunctions::smartSummarize);
        table.add(
                "hitcount",
                TRANSFORM,
                SERIES + " alignToInterval:boolean=false",
                "How much came in each interval, of values that are rates a second.",
                SummaryFunctions::hitcount);
    }

    private static long interval(final Arguments arguments) {
        final long interval = TimeOffset.seconds(arguments.text(1, ""));
        if (interval <= 0) {
            throw new TargetException(arguments.text(1, "") + " (expected: an interval such as 1h)");
        }
        return interval;
    }

    private static List<TimeSeries> summarize(final Evaluation evaluation, final Arguments arguments) {
        final long interval = interval(arguments);
        final String function = arguments.text(2, "sum");
        final boolean isAligned = arguments.truth(3, false);
        final List<TimeSeries> all = arguments.series(0);
        all.replaceAll(series -> {
            final long start = isAligned ? series.start : series.start - Math.floorMod(series.start, interval);
            final long end = isAligned ? series.end : series.end - Math.floorMod(series.end, interval) + interval;
            final double[] values = summary(evaluation, series, function, interval, start, end);
            series.tags.put("summarize", arguments.text(1, ""));
            series.tags.put("summarizeFunction", function);
            return series.copy(
                    "summarize(" + series.name + ", \"" + arguments.text(1, "") + "\", \"" + function + "\""
                            + (isAligned ? ", true)" : ")"),
                    start,
                    isAligned ? start + values.length * interval : end,
                    interval,
                    values);
        });
        return all;
    }

    private static List<TimeSeries> smartSummarize(final Evaluation evaluation, final Arguments arguments) {
        final long interval = interval(arguments);
        final String function = arguments.text(2, "sum");
        final boolean isAligned = arguments.has(3) && !(arguments.value(3) instanceof Boolean);
        final List<TimeSeries> all = isAligned
                ? arguments.again(evaluation.over(aligned(evaluation, arguments.text(3, "")), evaluation.until()))
                : arguments.series(0);
        all.replaceAll(series -> {
            final double[] values = summary(evaluation, series, function, interval, series.start, series.end);
            series.tags.put("smartSummarize", arguments.text(1, ""));
            series.tags.put("smartSummarizeFunction", function);
            return series.copy(
                    "smartSummarize(" + series.name + ", \"" + arguments.text(1, "") + "\", \"" + function + "\")",
                    series.start,
                    series.start + values.length * interval,
                    interval,
                    values);
        });
        return all;
    }

    /** The beginning of the unit in which the range begins; {@code weeks3} are those from Wednesday on. */
    private static long aligned(final Evaluation evaluation, final String unit) {
        final ZonedDateTime start = Instant.ofEpochSecond(evaluation.from()).atZone(evaluation.zone());
        final ZonedDateTime day = start.truncatedTo(ChronoUnit.DAYS);
        final char last = unit.charAt(unit.length() - 1);
        final int first = Character.isDigit(last) ? last - '0' : 1;
        final ZonedDateTime aligned =
                switch (TimeOffset.letter(unit)) {
                    case "y" -> day.withDayOfYear(1);
                    case "mon" -> day.withDayOfMonth(1);
                    case "w" -> day.minusDays(Math.floorMod(day.getDayOfWeek().getValue() - first, 7));
                    case "d" -> day;
                    case "h" -> start.truncatedTo(ChronoUnit.HOURS);
                    case "min" -> start.truncatedTo(ChronoUnit.MINUTES);
                    default -> start;
                };
        return aligned.toEpochSecond();
    }

    private static double[] summary(
            final Evaluation evaluation,
            final TimeSeries series,
            final String function,
            final long interval,
            final long start,
            final long end) {
        final Aggregation aggregation = Aggregation.of(function);
        final double[] points = series.points();
        final int count = (int) Math.min(points.length, (series.end - series.start + series.step - 1) / series.step);
        final double[] values = evaluation.values(Math.max(0, (end - start + interval - 1) / interval));
        int at = 0;
        for (int i = 0; i < values.length; i++) {
            final long from = start + i * interval;
            int first = at;
            int present = 0;
            while (at < count && series.start + at * series.step < from + interval) {
                final long time = series.start + at * series.step;
                first = time <= from ? at : first;
                present += time >= from && !Double.isNaN(points[at]) ? 1 : 0;
                at++;
            }
            values[i] = Aggregation.isEnough(present, (double) interval / series.step, series.xFilesFactor)
                    ? aggregation.of(Arrays.copyOfRange(points, first, at))
                    : TimeSeries.NONE;
        }
        return values;
    }

    private static List<TimeSeries> hitcount(final Evaluation evaluation, final Arguments arguments) {
        final long interval = interval(arguments);
        final boolean isAligned = arguments.truth(2, false);
        final List<TimeSeries> all = isAligned ? alignedSeries(evaluation, arguments, interval) : arguments.series(0);
        all.replaceAll(series -> {
            final long count = (series.end - series.start + interval - 1) / interval;
            final long start = series.end - count * interval;
            final double[] hits = hits(evaluation, series, interval, start, (int) count);
            series.tags.put("hitcount", arguments.text(1, ""));
            return series.copy(
                    "hitcount(" + series.name + ", \"" + arguments.text(1, "") + "\"" + (isAligned ? ", true)" : ")"),
                    start,
                    series.end,
                    interval,
                    hits);
        });
        return all;
    }

    private static List<TimeSeries> alignedSeries(
            final Evaluation evaluation, final Arguments arguments, final long interval) {
        final String unit = interval >= DAY ? "d" : interval >= HOUR ? "h" : interval >= MINUTE ? "min" : "s";
        final List<TimeSeries> all = arguments.again(evaluation.over(aligned(evaluation, unit), evaluation.until()));
        for (final TimeSeries series : all) {
            series.end = series.start + (series.end - series.start) / interval * interval + interval;
        }
        return all;
    }

    private static double[] hits(
            final Evaluation evaluation,
            final TimeSeries series,
            final long interval,
            final long start,
            final int count) {
        final double[] hits = evaluation.values(count);
        Arrays.fill(hits, TimeSeries.NONE);
        final double[] points = series.points();
        for (int i = 0; i < points.length; i++) {
            if (Double.isNaN(points[i])) {
                continue;
            }
            final long from = series.start + i * series.step - start;
            final long first = Math.floorDiv(from, interval);
            final long firstRest = Math.floorMod(from, interval);
            long last = Math.floorDiv(from + series.step, interval);
            long lastRest = Math.floorMod(from + series.step, interval);
            if (last >= count) {
                last = count - 1L;
                lastRest = interval;
            }
            if (first == last) {
                add(hits, first, points[i] * (lastRest - firstRest));
                continue;
            }
            add(hits, first, points[i] * (interval - firstRest));
            for (long between = first + 1; between < last; between++) {
                add(hits, between, points[i] * interval);
            }
            if (lastRest > 0) {
                add(hits, last, points[i] * lastRest);
            }
        }
        return hits;
    }

    private static void add(final double[] hits, final long index, final double hit) {
        if (index >= 0 && index < hits.length) {
            hits[(int) index] = Double.isNaN(hits[(int) index]) ? hit : hits[(int) index] + hit;
        }
    }
}
