package leela.engine.dmproc.running;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.compiled.CompiledPipeline;
import leela.engine.dmproc.language.Program;
import leela.engine.ring.Ring;
import leela.engine.spi.KeyPattern;

/**
 * The standing queries as every other thread sees them: starts and ends them in order with the events, and keeps the
 * limits.
 * Thread: any. A sink may also start and end queries, from the query thread.
 * Errors: what may not start is a {@link QueryRefusedException}, counted QUERIES_REFUSED.
 */
public final class QueryRegistry {

    private final StandingQueries engine;
    private final Predicate<Runnable> queryThread;
    private final KeyPattern.Compiler patterns;
    private final QueryLimits limits;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by lock
    private final Set<StandingQuery> running = new LinkedHashSet<>();
    private final Map<String, Integer> queriesOf = new HashMap<>();
    private long lastId;

    /** Over the ring behind which {@code engine} stands. */
    public QueryRegistry(
            final StandingQueries engine,
            final Ring ring,
            final KeyPattern.Compiler patterns,
            final QueryLimits limits,
            final Counters counters) {
        this(engine, body -> ring.execute(engine, body), patterns, limits, counters);
    }

    /**
     * For drivers without a ring: {@code queryThread} runs a body in order with the events, at once for sinks, or is
     * false once it has ended.
     */
    public QueryRegistry(
            final StandingQueries engine,
            final Predicate<Runnable> queryThread,
            final KeyPattern.Compiler patterns,
            final QueryLimits limits,
            final Counters counters) {
        this.engine = engine;
        this.queryThread = queryThread;
        this.patterns = patterns;
        this.limits = limits;
        this.counters = counters;
    }

    /**
     * Starts a query: it sees every event that enters the ring after this call.
     *
     * @param owner whom it counts for: a proc client, a bare JID, the command line
     */
    public StandingQuery start(final Program program, final String owner, final QuerySink sink)
            throws QueryRefusedException {
        return start(program, owner, owner, sink);
    }

    /** As the other; {@code payer} is whose time it takes, where many owners are one and the same. */
    public StandingQuery start(final Program program, final String owner, final String payer, final QuerySink sink)
            throws QueryRefusedException {
        return start(program, owner, payer, sink, engine.isFilling());
    }

    /** As the others, in a replay: whether its states are filled was decided before. */
    public StandingQuery start(final QueryNote note, final Program program, final QuerySink sink)
            throws QueryRefusedException {
        return start(program, note.owner(), note.payer(), sink, note.isFilled());
    }

    private StandingQuery start(
            final Program program, final String owner, final String payer, final QuerySink sink, final boolean isFilled)
            throws QueryRefusedException {
        final QueryPlan plan = plan(program, Watches.bytes(sink), isFilled && !program.isCold());
        final StandingQuery query = admit(program, plan, owner, payer, sink);
        if (!queryThread.test(QueryNote.begin(query, () -> engine.begin(query)))) {
            forget(query);
            throw refused(QueryRefusedException.Reason.CLOSED, "The engine is ending and starts no more queries.");
        }
        counters.increment(EngineCounter.QUERIES_STARTED);
        return query;
    }

    /** The queries that were started and not closed, oldest first. */
    public List<StandingQuery> running() {
        lock.lock();
        try {
            return new ArrayList<>(running);
        } finally {
            lock.unlock();
        }
    }

    /** Within which all of them are. */
    public QueryLimits limits() {
        return limits;
    }

    /** So many one owner may have. */
    public int mostOfOne() {
        return limits.maxQueriesPerOwner();
    }

    void end(final StandingQuery query) {
        if (forget(query)) {
            // where the ring is closed, it has ended already
            final boolean unused = queryThread.test(QueryNote.end(query, () -> engine.end(query)));
        }
    }

    private List<KeyPattern> compile(final Program program) throws QueryRefusedException {
        try {
            return QueryPlan.patterns(program, patterns);
        } catch (final IllegalArgumentException bad) {
            throw refused(QueryRefusedException.Reason.BAD_REGEX, bad.getMessage());
        }
    }

    private QueryPlan plan(final Program program, final int watchBytes, final boolean isFilled)
            throws QueryRefusedException {
        final List<KeyPattern> compiled = compile(program);
        try {
            final QueryPlan plan = QueryPlan.of(program, compiled, watchBytes, isFilled);
            checkSize(plan.pipeline());
            return plan;
        } catch (final IllegalArgumentException bad) {
            throw refused(QueryRefusedException.Reason.BAD_PROGRAM, bad.getMessage());
        }
    }

    /** What not even one series could hold is told at once, not when its events come. */
    private void checkSize(final CompiledPipeline pipeline) {
        if (2 * pipeline.stateBytes() > limits.maxStateBytes()) {
            throw new IllegalArgumentException("One series would hold " + pipeline.stateBytes()
                    + " bytes, more than half of what all queries may (" + limits.maxStateBytes() + ").");
        }
    }

    private StandingQuery admit(
            final Program program, final QueryPlan plan, final String owner, final String payer, final QuerySink sink)
            throws QueryRefusedException {
        lock.lock();
        try {
            if (running.size() >= limits.maxQueries()) {
                throw refused(
                        QueryRefusedException.Reason.TOO_MANY_QUERIES,
                        "The engine already runs " + running.size()
                                + " queries, as many as dmproc.max_queries lets it.");
            }
            final int known = queriesOf.getOrDefault(owner, 0);
            if (known >= limits.maxQueriesPerOwner()) {
                throw refused(
                        QueryRefusedException.Reason.TOO_MANY_OF_OWNER,
                        "You already have " + known + " queries, as many as one may have.");
            }
            final StandingQuery query = new StandingQuery(this, ++lastId, program, plan, owner, payer, sink);
            running.add(query);
            count(query, 1);
            counters.set(EngineCounter.QUERIES, running.size());
            return query;
        } finally {
            lock.unlock();
        }
    }

    /** Whoever pays for others has their queries, too. */
    private void count(final StandingQuery query, final int more) {
        count(query.owner(), more);
        if (!query.payer().equals(query.owner())) {
            count(query.payer(), more);
        }
    }

    private void count(final String owner, final int more) {
        final int queries = queriesOf.getOrDefault(owner, 0) + more;
        if (queries == 0) {
            queriesOf.remove(owner);
        } else {
            queriesOf.put(owner, queries);
        }
    }

    private boolean forget(final StandingQuery query) {
        lock.lock();
        try {
            final boolean wasRunning = running.remove(query);
            if (wasRunning) {
                count(query, -1);
                counters.set(EngineCounter.QUERIES, running.size());
            }
            return wasRunning;
        } finally {
            lock.unlock();
        }
    }

    private QueryRefusedException refused(final QueryRefusedException.Reason reason, final String sentence) {
        counters.increment(EngineCounter.QUERIES_REFUSED);
        return new QueryRefusedException(reason, sentence);
    }
}
