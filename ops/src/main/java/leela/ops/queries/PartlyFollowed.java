package leela.ops.queries;

import java.util.List;
import java.util.function.Supplier;
import leela.engine.dmproc.running.StandingQuery;
import leela.io.http.status.Readiness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queries and alerts that do not follow all series that match them: their results look whole and are not.
 * Thread: {@link #look} one; {@link #parts} any.
 * Memory: the number of the newest query that the log has told of.
 */
public final class PartlyFollowed {

    /** What to do, the end of a sentence. */
    public static final String REMEDY =
            "a narrower pattern, or more room: dmproc.max_state, of which one owner, as all alerts together are, may"
                    + " have half; a larger heap (leela stat: queries.series.refused)";

    private static final Logger LOG = LoggerFactory.getLogger(PartlyFollowed.class);

    private final Supplier<List<StandingQuery>> running;
    private long toldOf;

    public PartlyFollowed(final Supplier<List<StandingQuery>> running) {
        this.running = running;
    }

    /** Tells the log of each query once, oldest first; one that is short of room later than a newer one is not told. */
    public void look() {
        for (final StandingQuery query : running.get()) {
            if (query.progress().seriesLeftOut() > 0 && query.id() > toldOf) {
                toldOf = query.id();
                LOG.warn(
                        "event=query_follows_part owner=\"{}\" followed={} left_out={} program=\"{}\" hint=\"{}\"",
                        query.owner(),
                        query.progress().seriesMatched(),
                        query.progress().seriesLeftOut(),
                        query.program(),
                        REMEDY);
            }
        }
    }

    /** One where there is something to tell. It is no fault of the engine, so all stays ready. */
    public List<Readiness.Part> parts() {
        final List<StandingQuery> all = running.get();
        final long partly = all.stream()
                .filter(query -> query.progress().seriesLeftOut() > 0)
                .count();
        return partly == 0
                ? List.of()
                : List.of(new Readiness.Part(
                        "queries",
                        true,
                        partly + " of " + all.size() + " follow only some of the series that match: leela queries names"
                                + " them"));
    }
}
