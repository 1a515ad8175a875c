package leela.io.http.v1;

import leela.engine.history.History;
import leela.io.http.HttpRefusal;
import leela.io.http.RequestTarget;
import leela.io.http.v1.range.TimeRange;

/**
 * Which points of a range are asked for, by the parameters {@code nan}, {@code limit} and {@code order}.
 * Thread: immutable.
 *
 * @param withNans whether values that are no numbers count, and are given as null
 * @param limit    at most so many
 * @param isNewest from the newest on
 */
public record PointSelection(boolean withNans, int limit, boolean isNewest) {

    /** For {@code order=desc}, which holds them in memory: 16 bytes each, for each of 128 readers. */
    private static final int MAX_NEWEST = 10_000;

    public static PointSelection of(final RequestTarget target) {
        final boolean isNewest =
                switch (target.text("order")) {
                    case "", "asc" -> false;
                    case "desc" -> true;
                    default ->
                        throw HttpRefusal.badRequest("order: " + target.text("order") + " (expected: asc or desc)");
                };
        final int limit = RowLimit.of(target);
        if (isNewest && limit > MAX_NEWEST) {
            throw HttpRefusal.badRequest("order=desc: it needs a limit (expected: limit=1-" + MAX_NEWEST + ")");
        }
        return new PointSelection(withNans(target), limit, isNewest);
    }

    /** The newest one. */
    static PointSelection last(final RequestTarget target) {
        return new PointSelection(withNans(target), 1, true);
    }

    private static boolean withNans(final RequestTarget target) {
        final String nan = target.text("nan");
        return switch (nan) {
            case "", "purge" -> false;
            case "allow" -> true;
            default -> throw HttpRefusal.badRequest("nan: " + nan + " (expected: purge or allow)");
        };
    }

    RowWriter open(final History history, final SeriesPages.Query query) {
        final TimeRange range = query.range();
        final History.Points points = isNewest
                ? new NewestPoints(history, query, limit, withNans)
                : history.points(query.key(), range.fromNs(), range.toNs());
        return new PointRowWriter(points, withNans, limit);
    }
}
