package leela.io.http.live;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.atomic.AtomicLong;
import leela.engine.counters.Counters;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.dmproc.language.Input;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.running.QueryRefusedException;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQuery;
import leela.engine.spi.KeyPattern;
import leela.io.http.HttpRefusal;
import leela.io.output.queue.ResultQueue;
import leela.io.socket.MemoryBudget;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Starts the queries of live streams. Each is of an owner of its own, as that of a proc client is; what its events cost
 * is charged to the client's address.
 * Thread: the starter's.
 * Memory: {@link ResultQueue#FIRST_CAPACITY} a query, out of the budget.
 * Errors: {@link HttpRefusal} where there is no memory, or the query may not start.
 */
final class QueryStart {

    private static final Runnable NOBODY_IS_WOKEN = () -> {};

    private final QueryRegistry queries;
    private final MatchingSeries known;
    private final KeyPattern.Compiler patterns;
    private final LiveConfig config;
    private final MemoryBudget budget;
    private final Counters counters;
    /** The query thread puts a result here, for all queues. */
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[ResultRecord.MAX_LENGTH]);

    private final AtomicLong started = new AtomicLong();

    QueryStart(
            final QueryRegistry queries,
            final MatchingSeries known,
            final KeyPattern.Compiler patterns,
            final LiveConfig config,
            final Counters counters) {
        this.queries = queries;
        this.known = known;
        this.patterns = patterns;
        this.config = config;
        this.budget = new MemoryBudget(config.maxMemory(), LiveCounter.MEMORY, counters);
        this.counters = counters;
    }

    /** A query that runs, where its results lie, and how many series it matched when it began. */
    record Started(StandingQuery query, ResultQueue results, MatchingSeries.Count count) {}

    Started start(final Program program, final String address) {
        if (!budget.take(ResultQueue.FIRST_CAPACITY)) {
            throw new HttpRefusal(
                    HttpResponseStatus.SERVICE_UNAVAILABLE, "the memory for live streams is used up; try again");
        }
        final ResultQueue results = new ResultQueue(
                ResultRecord.ENCODING,
                config.streamBuffer(),
                budget,
                scratch,
                NOBODY_IS_WOKEN,
                LiveCounter.EVENTS_LOST,
                counters);
        try {
            final MatchingSeries.Count count = count(program);
            return new Started(
                    queries.start(program, "live-" + started.incrementAndGet(), "address " + address, results),
                    results,
                    count);
        } catch (final QueryRefusedException refused) {
            free(results);
            throw refusalOf(refused);
        } catch (final RuntimeException fault) {
            free(results);
            throw fault;
        }
    }

    private static void free(final ResultQueue results) {
        results.cancel();
        results.discard();
    }

    private MatchingSeries.Count count(final Program program) {
        int matching = 0;
        boolean isAll = true;
        for (final Input input : program.inputs()) {
            final MatchingSeries.Count count = known.matching(compile(input));
            matching += count.matching();
            isAll &= count.isAll();
        }
        return new MatchingSeries.Count(matching, isAll);
    }

    private KeyPattern compile(final Input input) {
        try {
            return patterns.compile(input.regex());
        } catch (final IllegalArgumentException bad) {
            throw HttpRefusal.badRequest(bad.getMessage());
        }
    }

    private static HttpRefusal refusalOf(final QueryRefusedException refused) {
        return switch (refused.reason()) {
            case BAD_REGEX, BAD_PROGRAM -> HttpRefusal.badRequest(refused.getMessage());
            case TOO_MANY_QUERIES, TOO_MANY_OF_OWNER ->
                new HttpRefusal(HttpResponseStatus.TOO_MANY_REQUESTS, refused.getMessage());
            case CLOSED -> new HttpRefusal(HttpResponseStatus.SERVICE_UNAVAILABLE, refused.getMessage());
        };
    }
}
