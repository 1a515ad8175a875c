package leela.io.http.graphite;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import leela.io.http.AnswerHeaders;
import leela.io.http.HttpCounter;
import leela.io.http.HttpRefusal;
import leela.io.http.Pages;
import leela.io.http.graphite.answer.JsonPages;
import leela.io.http.graphite.answer.PartWriter;
import leela.io.http.graphite.answer.SeriesFormat;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.function.Evaluation;
import leela.io.http.graphite.function.TimeSeries;
import leela.io.http.graphite.path.StoredSeries;
import leela.io.http.graphite.text.TimeReference;

/**
 * Series by targets.
 * Thread: the loop's; evaluating is the workers'.
 */
final class RenderAnswers {

    private static final int MOST_TARGETS = 256;
    private static final int MOST_POINTS = 1_000_000;

    private final GraphiteApi api;

    private final Predicate<Runnable> helper;

    /** {@code helper} runs something where a thread has nothing to do; false where none has. */
    RenderAnswers(final GraphiteApi api, final Predicate<Runnable> helper) {
        this.api = api;
        this.helper = helper;
    }

    /** What is asked for. Units: epoch seconds. */
    private record Query(
            List<String> targets,
            long from,
            long until,
            long now,
            ZoneId zone,
            double xFilesFactor,
            SeriesFormat format,
            int maxDataPoints,
            boolean hasNulls) {}

    Pages answer(final Form form) {
        final long nowNs = api.clock().timeNs();
        final Query query = queryOf(form, nowNs);
        final StoredSeries source =
                new StoredSeries(api.history(), api.tree(), api.steps(), api.budget(), helper, nowNs);
        final boolean isSettled = query.until < TimeUnit.NANOSECONDS.toSeconds(nowNs) - 1;
        return new ComputedPages(
                query.format.contentType(),
                isSettled ? AnswerHeaders.Caching.RESULT : AnswerHeaders.Caching.REVALIDATE,
                turn -> evaluate(query, source.in(turn)),
                source::close);
    }

    private PartWriter evaluate(final Query query, final StoredSeries source) {
        final Evaluation evaluation =
                new Evaluation(source, query.from, query.until, query.now, query.zone, query.xFilesFactor);
        final List<TimeSeries> all = new ArrayList<>();
        for (final String target : query.targets) {
            if (!target.isBlank()) {
                all.addAll(evaluation.evaluate(target));
            }
        }
        api.counters()
                .add(
                        HttpCounter.ROWS_SERVED,
                        all.stream().mapToLong(TimeSeries::size).sum());
        final JsonPages.Reading reading =
                new JsonPages.Reading(api.rooms(), source::read, source::charge, helper, api.clock());
        return query.format.writer(all, query.maxDataPoints, query.hasNulls, query.zone, reading);
    }

    private static Query queryOf(final Form form, final long nowNs) {
        try {
            final ZoneId zone = zone(form.text("tz"));
            final long now = time(form, "now", TimeUnit.NANOSECONDS.toSeconds(nowNs), zone, "now");
            final long until = time(form, "until", now, zone, "now");
            final long from = time(form, "from", now, zone, "-1d");
            if (from == until) {
                throw new TargetException("Invalid empty time range");
            }
            final List<String> targets = form.everyOf("target");
            if (targets.size() > MOST_TARGETS) {
                throw new TargetException(targets.size() + " targets (expected: at most " + MOST_TARGETS + ")");
            }
            return new Query(
                    targets,
                    Math.min(from, until),
                    Math.max(from, until),
                    now,
                    zone,
                    factor(form.text("xFilesFactor")),
                    SeriesFormat.of(form.text("format")),
                    maxDataPoints(form.text("maxDataPoints")),
                    !form.has("noNullPoints"));
        } catch (final TargetException bad) {
            throw HttpRefusal.badRequest(bad.getMessage());
        }
    }

    private static long time(
            final Form form, final String name, final long now, final ZoneId zone, final String standard) {
        final String text = form.text(name);
        return TimeReference.seconds(text.isEmpty() ? standard : text, zone, now);
    }

    private static ZoneId zone(final String name) {
        try {
            return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
        } catch (final DateTimeException unknown) {
            return ZoneOffset.UTC;
        }
    }

    private static double factor(final String text) {
        if (!text.isEmpty() && !text.matches("\\d(\\.\\d{1,9})?|\\.\\d{1,9}")) {
            throw new TargetException("xFilesFactor: " + text + " (expected: 0 to 1)");
        }
        return text.isEmpty() ? 0 : Double.parseDouble(text);
    }

    private static int maxDataPoints(final String text) {
        if (!text.matches("\\d+")) {
            return 0;
        }
        final int most = text.length() > 7 ? MOST_POINTS : Math.min(MOST_POINTS, Integer.parseInt(text));
        if (most == 0) {
            throw new TargetException("maxDataPoints: 0 (expected: 1 or more)");
        }
        return most;
    }
}
