package leela.io.http.v1.query;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.history.aggregation.BucketFunction;
import leela.engine.history.aggregation.BucketStep;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.TagCondition;
import leela.engine.ring.Limits;
import leela.engine.spi.KeyPattern;
import leela.io.http.HttpRefusal;
import leela.io.http.RequestTarget;
import leela.io.http.v1.range.AskedTags;
import leela.io.http.v1.range.SeriesPath;
import leela.io.http.v1.range.TimeRange;

/**
 * What a request asks for.
 * Thread: immutable.
 * Units: ns.
 * Errors: anything else is a 400 that names the parameter.
 *
 * @param asked    keys and globs, as they came
 * @param tags     what must hold for the tags of keys; nothing where keys are asked for
 * @param stepNs   of the buckets; {@link #EVERY_POINT} for none
 * @param withNans whether points without a number are given as null, where every point is
 */
record Query(
        List<byte[]> asked,
        List<TagCondition> tags,
        TimeRange range,
        long nowNs,
        long stepNs,
        BucketFunction function,
        boolean withNans) {

    static final long EVERY_POINT = 0;

    private static final Pattern STEP = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|w)");
    private static final Map<String, Long> UNITS_NS = Map.of(
            "ms", TimeUnit.MILLISECONDS.toNanos(1),
            "s", TimeUnit.SECONDS.toNanos(1),
            "m", TimeUnit.MINUTES.toNanos(1),
            "h", TimeUnit.HOURS.toNanos(1),
            "d", TimeUnit.DAYS.toNanos(1),
            "w", TimeUnit.DAYS.toNanos(7));
    private static final int MOST_BUCKETS = 1_000_000;
    private static final int DEFAULT_BUCKETS = 800;

    static Query of(final RequestTarget target, final KeyPattern.Compiler patterns, final long nowNs) {
        target.expect("key", AskedTags.NAME, "start", "finish", "step", "max_points", "fn", "nan");
        final List<byte[]> asked = target.every("key");
        final List<TagCondition> tags = AskedTags.of(target, patterns);
        if (asked.isEmpty() == tags.isEmpty()) {
            throw HttpRefusal.badRequest(
                    asked.isEmpty()
                            ? "key: missing (expected: key=KEY or key=GLOB, any number of them; or tag=NAME=VALUE)"
                            : "key, tag: both (expected: one of them)");
        }
        asked.forEach(Query::check);
        final TimeRange range = SeriesPath.ofKey("").range(target, nowNs);
        return new Query(asked, tags, range, nowNs, stepOf(target, range), functionOf(target), withNans(target));
    }

    private static void check(final byte[] key) {
        if (key.length < 1 || key.length > Math.max(Limits.MAX_KEY_LENGTH, KeyFilter.MAX_GLOB_LENGTH)) {
            throw HttpRefusal.badRequest("key: " + key.length + " bytes (expected: 1-" + Limits.MAX_KEY_LENGTH + ")");
        }
    }

    private static long stepOf(final RequestTarget target, final TimeRange range) {
        final boolean hasStep = target.has("step");
        if (hasStep && target.has("max_points")) {
            throw HttpRefusal.badRequest("step, max_points: both (expected: one of them)");
        }
        if (!hasStep && !target.has("max_points") && !target.has("fn")) {
            return EVERY_POINT;
        }
        return hasStep
                ? step(target.text("step"))
                : BucketStep.ofMost(range.fromNs(), range.toNs(), mostBuckets(target.text("max_points")));
    }

    private static long step(final String text) {
        final Matcher step = STEP.matcher(text);
        try {
            final long ns =
                    step.matches() ? Math.multiplyExact(Long.parseLong(step.group(1)), UNITS_NS.get(step.group(2))) : 0;
            if (ns > 0 && ns <= Limits.MAX_TIME_NS) {
                return ns;
            }
        } catch (final ArithmeticException tooLong) {
            // refused below
        }
        throw HttpRefusal.badRequest("step: " + text + " (expected: such as 500ms, 60s, 5m, 1h, 1d or 1w)");
    }

    private static int mostBuckets(final String text) {
        if (text.isEmpty()) {
            return DEFAULT_BUCKETS;
        }
        final int most = text.matches("\\d{1,7}") ? Integer.parseInt(text) : 0;
        if (most < 1 || most > MOST_BUCKETS) {
            throw HttpRefusal.badRequest("max_points: " + text + " (expected: 1-" + MOST_BUCKETS + ")");
        }
        return most;
    }

    private static BucketFunction functionOf(final RequestTarget target) {
        try {
            return target.has("fn") ? BucketFunction.of(target.text("fn")) : BucketFunction.MEAN;
        } catch (final IllegalArgumentException unknown) {
            throw HttpRefusal.badRequest(unknown.getMessage());
        }
    }

    private static boolean withNans(final RequestTarget target) {
        final String nan = target.text("nan");
        if (!nan.isEmpty() && !nan.equals("purge") && !nan.equals("allow")) {
            throw HttpRefusal.badRequest("nan: " + nan + " (expected: purge or allow)");
        }
        return nan.equals("allow");
    }
}
