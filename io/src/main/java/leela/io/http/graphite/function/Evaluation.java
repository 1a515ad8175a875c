package leela.io.http.graphite.function;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leela.io.http.graphite.expression.ExpressionParser;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.expression.TargetExpression;
import leela.io.http.graphite.text.NumberText;

/**
 * What a target is evaluated for: a range of time, and where series come from.
 * Thread: the request's.
 * Units: epoch seconds.
 */
public final class Evaluation {

    /** Its expressions are read by who looks for the series. */
    static final String BY_TAG = "seriesByTag";
    /** A part of a millisecond's work. */
    private static final long VALUES_BETWEEN_LOOKS = 1 << 16;

    private static final long MOST_VALUES = 1L << 31;
    /** What a function adds to a name beside the texts that it is given. */
    private static final int FUNCTION_LENGTH = 32;
    /** Targets that are made of names within targets. */
    private static final int MOST_TEXTS = 8;

    private final SeriesSource source;
    private final long from;
    private final long until;
    private final long now;
    private final ZoneId zone;
    private final Map<String, double[]> stacks;
    /** Targets that are being evaluated, one within the other. */
    private final int[] texts;

    private double xFilesFactor;
    private long work;

    public Evaluation(
            final SeriesSource source,
            final long from,
            final long until,
            final long now,
            final ZoneId zone,
            final double xFilesFactor) {
        this(source, from, until, now, zone, xFilesFactor, new HashMap<>(), new int[1]);
    }

    private Evaluation(
            final SeriesSource source,
            final long from,
            final long until,
            final long now,
            final ZoneId zone,
            final double xFilesFactor,
            final Map<String, double[]> stacks,
            final int[] texts) {
        this.source = source;
        this.from = from;
        this.until = until;
        this.now = now;
        this.zone = zone;
        this.xFilesFactor = xFilesFactor;
        this.stacks = stacks;
        this.texts = texts;
    }

    /** The same for another range. */
    Evaluation over(final long otherFrom, final long otherUntil) {
        return new Evaluation(source, otherFrom, otherUntil, now, zone, xFilesFactor, stacks, texts);
    }

    long from() {
        return from;
    }

    long until() {
        return until;
    }

    long now() {
        return now;
    }

    ZoneId zone() {
        return zone;
    }

    double xFilesFactor() {
        return xFilesFactor;
    }

    void xFilesFactor(final double newFactor) {
        xFilesFactor = newFactor;
    }

    /** What lies in stacks of this target so far. */
    Map<String, double[]> stacks() {
        return stacks;
    }

    /** Room for so many values, charged to the request. */
    double[] values(final long count) {
        if (count < 0 || count > MOST_VALUES) {
            throw new TargetException("a series of " + count + " values (expected: fewer)");
        }
        source.charge(count);
        return new double[(int) count];
    }

    TimeSeries series(final String name, final long start, final long end, final long step, final double[] values) {
        return new TimeSeries(name, start, end, step, values, xFilesFactor);
    }

    /** The series of a whole target. */
    public List<TimeSeries> evaluate(final String target) {
        if (texts[0] == MOST_TEXTS) {
            throw new TargetException("a target makes at most " + MOST_TEXTS + " others within each other");
        }
        texts[0]++;
        final List<TimeSeries> series = seriesOf(evaluate(ExpressionParser.parse(target)));
        texts[0]--;
        return series;
    }

    /** A name that may be longer than what it is made of, charged to the request. */
    String named(final String name) {
        source.charge(TimeSeries.valuesOfName(name.length()));
        return name;
    }

    /** So many values were looked at: lets others go on, and refuses to go on itself where it has had its time. */
    void worked(final long values) {
        work += values;
        if (work >= VALUES_BETWEEN_LOOKS) {
            work = 0;
            source.charge(0);
        }
    }

    /** The series of a result, in a list that is the caller's to change. */
    @SuppressWarnings("unchecked")
    List<TimeSeries> seriesOf(final Object result) {
        if (result instanceof List<?> list && list.stream().allMatch(TimeSeries.class::isInstance)) {
            return new ArrayList<>((List<TimeSeries>) list);
        }
        throw new TargetException("a target is series (got: " + NumberText.of(result) + ")");
    }

    /** Series, or a value. */
    Object evaluate(final TargetExpression expression) {
        if (expression instanceof TargetExpression.Literal literal) {
            return literal.value();
        }
        if (expression instanceof TargetExpression.Path path) {
            return fetch(path.pattern());
        }
        final TargetExpression.Call call = (TargetExpression.Call) expression;
        if (call.function().equals(BY_TAG)) {
            return fetch(call.raw());
        }
        return apply(FunctionTable.definition(call.function()), call);
    }

    private List<?> apply(final FunctionDefinition function, final TargetExpression.Call call) {
        final List<Object> values = new ArrayList<>();
        for (final TargetExpression argument : call.arguments()) {
            values.add(evaluate(argument));
        }
        final Map<String, Object> named = new HashMap<>();
        call.named().forEach((name, argument) -> named.put(name, evaluate(argument)));
        chargeNames(values, call);
        final List<?> result = function.body().apply(this, new Arguments(function, values, named, call.arguments()));
        for (final Object series : result) {
            source.charge(series instanceof TimeSeries one ? one.size() / 4 : 0);
        }
        return result;
    }

    /** Charges the names that the function will give to its series, before it makes them. */
    private void chargeNames(final List<Object> values, final TargetExpression.Call call) {
        int added = FUNCTION_LENGTH + call.function().length();
        for (final TargetExpression argument : call.arguments()) {
            added += argument instanceof TargetExpression.Literal literal && literal.value() instanceof String text
                    ? text.length()
                    : 0;
        }
        long charged = 0;
        for (final Object value : values) {
            if (value instanceof List<?> list) {
                for (final Object one : list) {
                    charged += one instanceof TimeSeries series
                            ? TimeSeries.valuesOfName(series.name.length() + added)
                            : added;
                }
            }
        }
        source.charge(charged);
    }

    private List<TimeSeries> fetch(final String pattern) {
        final List<TimeSeries> fetched = source.fetch(pattern, from, until);
        fetched.forEach(series -> {
            series.xFilesFactor = xFilesFactor;
            series.pathExpression = pattern;
        });
        return fetched;
    }
}
