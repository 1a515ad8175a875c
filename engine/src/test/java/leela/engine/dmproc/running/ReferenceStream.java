package leela.engine.dmproc.running;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import leela.engine.dmproc.language.Aggregate;
import leela.engine.dmproc.language.Func;
import leela.engine.dmproc.language.Pipeline;

/**
 * What a pipeline means over time, said a second time and as plainly as can be: each function turns a list of values
 * and ticks into another. Windows hold all their values, and make of them what they make when they end. Slow on
 * purpose.
 */
final class ReferenceStream {

    /** A value at a time, or, where it is NaN's place, the stream's clock. */
    record Step(boolean isTick, double value, long timeNs) {

        static Step tick(final long nowNs) {
            return new Step(true, 0, nowNs);
        }

        static Step value(final double value, final long timeNs) {
            return new Step(false, Double.isNaN(value) ? Double.NaN : value, timeNs);
        }
    }

    private boolean isFirst = true;
    private boolean isByClock;
    private long lateNs;
    private long shiftNs;
    long late;

    ReferenceStream(final boolean isByClock) {
        this.isByClock = isByClock;
    }

    List<Step> apply(final Pipeline pipeline, final List<Step> stream) {
        List<Step> steps = stream;
        for (final Func func : pipeline.funcs()) {
            steps = apply(func, steps);
        }
        return steps.stream().filter(step -> !step.isTick()).toList();
    }

    private List<Step> apply(final Func func, final List<Step> steps) {
        if (func instanceof final Func.TimeWindow window) {
            lateNs = Math.max(lateNs, window.late().ns());
            final List<Step> results = isByClock ? byClock(window, known(steps)) : byValue(window, known(steps));
            shiftNs = 1;
            isFirst = false;
            isByClock = false; // what it gives is in order
            return results;
        }
        if (func instanceof final Func.Every every) {
            lateNs = Math.max(lateNs, Func.TimeWindow.USUALLY_LATE.ns());
            final List<Step> results = every(every.period().ns(), known(steps));
            isFirst = false;
            isByClock = false;
            return results;
        }
        if (func instanceof final Func.Over over) {
            return over(over, known(steps));
        }
        if (func instanceof final Func.Window window && window.body().stream().anyMatch(Aggregate.class::isInstance)) {
            return counted(window, known(steps));
        }
        return valueByValue(func, steps);
    }

    /** What does not look at times: {@link ReferencePipeline} says it. */
    private static List<Step> valueByValue(final Func func, final List<Step> steps) {
        final List<ReferencePipeline.Item> items = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (!steps.get(i).isTick()) {
                items.add(new ReferencePipeline.Item(steps.get(i).value(), i));
            }
        }
        final List<Step> results = new ArrayList<>();
        final List<ReferencePipeline.Item> passed = ReferencePipeline.apply(func, items);
        int next = 0;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).isTick()) {
                results.add(steps.get(i));
            } else if (next < passed.size() && passed.get(next).cause() == i) {
                results.add(Step.value(passed.get(next++).value(), steps.get(i).timeNs()));
            }
        }
        return results;
    }

    private List<Step> byValue(final Func.TimeWindow window, final List<Step> steps) {
        final long length = window.length().ns();
        final List<Step> results = new ArrayList<>();
        final List<Step> open = new ArrayList<>();
        long least = Long.MIN_VALUE;
        long clock = Long.MIN_VALUE;
        for (final Step step : steps) {
            clock = step.isTick() ? step.timeNs() : clock;
            if (step.isTick() && !open.isEmpty() && end(least, length) + lateNs <= clock) {
                results.addAll(result(window.body(), open, end(least, length)));
                open.clear();
                least++;
            }
            if (step.isTick()) {
                results.add(step);
                continue;
            }
            final long number = Math.floorDiv(step.timeNs() - shiftNs, length);
            if (number < least || isFirst && end(number, length) + lateNs <= clock) {
                late++;
                continue;
            }
            if (!open.isEmpty() && number > least) {
                results.addAll(result(window.body(), open, end(least, length)));
                open.clear();
            }
            least = number;
            open.add(step);
        }
        return results;
    }

    private List<Step> byClock(final Func.TimeWindow window, final List<Step> steps) {
        final long length = window.length().ns();
        final List<Step> results = new ArrayList<>();
        final TreeMap<Long, List<Step>> open = new TreeMap<>();
        long clock = Long.MIN_VALUE;
        for (final Step step : steps) {
            if (step.isTick()) {
                clock = step.timeNs();
                while (!open.isEmpty() && end(open.firstKey(), length) + lateNs <= clock) {
                    final long number = open.firstKey();
                    results.addAll(result(window.body(), open.remove(number), end(number, length)));
                }
                results.add(step);
                continue;
            }
            final long number = Math.floorDiv(step.timeNs() - shiftNs, length);
            final boolean isFarAhead = clock != Long.MIN_VALUE && step.timeNs() - shiftNs > clock + lateNs;
            if (end(number, length) + lateNs <= clock || isFarAhead) {
                late++;
            } else {
                open.computeIfAbsent(number, first -> new ArrayList<>()).add(step);
            }
        }
        return results;
    }

    private List<Step> every(final long period, final List<Step> steps) {
        final List<Step> results = new ArrayList<>();
        Step newest = null;
        long least = Long.MIN_VALUE;
        long clock = Long.MIN_VALUE;
        for (final Step step : steps) {
            clock = step.isTick() ? step.timeNs() : clock;
            if (step.isTick() && newest != null && end(least, period) + lateNs <= clock) {
                results.add(newest);
                newest = null;
                least++;
            }
            if (step.isTick()) {
                results.add(step);
                continue;
            }
            final long number = Math.floorDiv(step.timeNs() - shiftNs, period);
            if (number < least || isFirst && end(number, period) + lateNs <= clock) {
                late++;
                continue;
            }
            if (newest != null && number > least) {
                results.add(newest);
                newest = null;
            }
            least = number;
            newest = newest == null || step.timeNs() >= newest.timeNs() ? step : newest;
        }
        return results;
    }

    private List<Step> over(final Func.Over over, final List<Step> steps) {
        final List<Step> results = new ArrayList<>();
        final List<Step> held = new ArrayList<>();
        long newest = Long.MIN_VALUE;
        for (final Step step : steps) {
            if (step.isTick()) {
                results.add(step);
                continue;
            }
            newest = Math.max(newest, step.timeNs());
            final long from = newest - over.length().ns();
            if (step.timeNs() <= from) {
                late++;
                continue;
            }
            held.add(step);
            held.sort(Comparator.comparingLong(Step::timeNs)); // keeps the order of equal ones
            results.addAll(result(
                    over.body(),
                    held.stream().filter(one -> one.timeNs() > from).toList(),
                    newest));
        }
        return results;
    }

    private static List<Step> counted(final Func.Window window, final List<Step> steps) {
        final List<Step> results = new ArrayList<>();
        final List<Step> held = new ArrayList<>();
        for (final Step step : steps) {
            if (step.isTick()) {
                results.add(step);
                continue;
            }
            held.add(step);
            if (held.size() == window.count()) {
                results.addAll(result(window.body(), held, step.timeNs()));
                held.clear();
            }
        }
        return results;
    }

    private static long end(final long number, final long length) {
        return (number + 1) * length;
    }

    private static List<Step> known(final List<Step> steps) {
        return steps.stream()
                .filter(step -> step.isTick() || !Double.isNaN(step.value()))
                .toList();
    }

    /** What the body makes of these values; nothing, or one. */
    private static List<Step> result(final List<Func.Inner> body, final List<Step> values, final long endNs) {
        List<ReferencePipeline.Item> items = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            items.add(new ReferencePipeline.Item(values.get(i).value(), i));
        }
        for (final Func.Inner inner : body) {
            if (inner instanceof final Aggregate aggregate) {
                final List<Step> known = items.stream()
                        .map(item -> Step.value(
                                item.value(), values.get(item.cause()).timeNs()))
                        .filter(step -> !Double.isNaN(step.value()))
                        .toList();
                final List<Double> one = aggregate(aggregate, known, endNs);
                if (one.isEmpty()) {
                    return List.of();
                }
                items = List.of(new ReferencePipeline.Item(one.get(0), 0));
            } else {
                items = ReferencePipeline.apply((Func) inner, items);
            }
        }
        return List.of(Step.value(items.get(items.size() - 1).value(), endNs));
    }

    private static List<Double> aggregate(final Aggregate aggregate, final List<Step> values, final long endNs) {
        if (aggregate == Aggregate.Named.COUNT) {
            return List.of((double) values.size());
        }
        if (values.isEmpty()) {
            return List.of();
        }
        if (aggregate instanceof final Aggregate.Percentile percentile) {
            final List<Double> sorted =
                    values.stream().map(Step::value).sorted().toList();
            final double rank = Math.max(1, Math.ceil(percentile.percent() * sorted.size() / 100));
            return List.of(sorted.get((int) rank - 1));
        }
        if (aggregate instanceof final Aggregate.Ahead ahead) {
            return line(values, endNs + ahead.span().ns(), false);
        }
        final List<Step> byTime =
                values.stream().sorted(Comparator.comparingLong(Step::timeNs)).toList();
        final double first = byTime.get(0).value();
        final double last = byTime.get(byTime.size() - 1).value();
        return switch ((Aggregate.Named) aggregate) {
            case COUNT -> throw new AssertionError();
            case FIRST -> List.of(first);
            case LAST -> List.of(last);
            case DELTA -> List.of(last - first);
            case RANGE ->
                List.of(values.stream().map(Step::value).max(Double::compare).get()
                        - values.stream().map(Step::value).min(Double::compare).get());
            case STDDEV -> List.of(deviation(values));
            case RATE -> rate(values);
            case SLOPE -> line(values, 0, true);
        };
    }

    private static double deviation(final List<Step> values) {
        double mean = 0;
        double squares = 0;
        for (int n = 1; n <= values.size(); n++) {
            final double x = values.get(n - 1).value();
            final double before = x - mean;
            mean = mean + before / n;
            squares = squares + before * (x - mean);
        }
        return Math.sqrt(squares / values.size());
    }

    /** Of the steps to values that are newer than all before, those that do not fall. */
    private static List<Double> rate(final List<Step> values) {
        final List<Step> newer = new ArrayList<>();
        for (final Step step : values) {
            if (newer.isEmpty() || step.timeNs() > newer.get(newer.size() - 1).timeNs()) {
                newer.add(step);
            }
        }
        double rise = 0;
        double took = 0;
        for (int i = 1; i < newer.size(); i++) {
            if (newer.get(i).value() >= newer.get(i - 1).value()) {
                rise += newer.get(i).value() - newer.get(i - 1).value();
                took += newer.get(i).timeNs() - newer.get(i - 1).timeNs();
            }
        }
        return took == 0 ? List.of() : List.of(rise / (took / 1e9));
    }

    /** Least squares, with times in seconds since the first value to come. */
    private static List<Double> line(final List<Step> values, final long atNs, final boolean isSlope) {
        final Set<Long> times = new HashSet<>();
        values.forEach(step -> times.add(step.timeNs()));
        if (times.size() < 2) {
            return List.of();
        }
        final long begin = values.get(0).timeNs();
        double meanS = 0;
        double meanX = 0;
        double squares = 0;
        double products = 0;
        for (int n = 1; n <= values.size(); n++) {
            final double s = (values.get(n - 1).timeNs() - begin) / 1e9;
            final double x = values.get(n - 1).value();
            final double before = s - meanS;
            meanS = meanS + before / n;
            meanX = meanX + (x - meanX) / n;
            squares = squares + before * (s - meanS);
            products = products + before * (x - meanX);
        }
        final double slope = products / squares;
        return List.of(isSlope ? slope : meanX + slope * ((atNs - begin) / 1e9 - meanS));
    }
}
