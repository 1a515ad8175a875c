package leela.engine.dmproc.running;

import leela.engine.dmproc.compiled.CompiledPipeline;
import leela.engine.dmproc.compiled.PipelineState;
import leela.engine.dmproc.language.Program;
import leela.engine.series.Series;
import leela.engine.series.Subscriber;
import leela.engine.spi.KeyPattern;

/**
 * A program that is attached to the live stream of events: handle of its owner, and what the query thread keeps of it.
 * Thread: public methods any; the others the query thread.
 * Memory: nothing per event; a subscription and a state for each series that matches.
 * Errors: what the sink throws is counted and costs that result; the other queries do not notice.
 */
public final class StandingQuery implements AutoCloseable {

    private static final int USUAL_KEY_LENGTH = 40;
    private static final long SLOW_NS = 20_000;

    // any thread; what is volatile is written by the query thread
    private final QueryRegistry registry;
    private final long id;
    private final Program program;
    private final Owner owner;
    private volatile long seriesMatched;
    private volatile long eventsIn;
    private volatile long eventsOut;
    private volatile double eventCostNs;
    private volatile long late;
    private volatile long crowded;
    private volatile long faults;

    // query thread
    private final QuerySink sink;
    private final KeyPattern pattern;
    private final CompiledPipeline pipeline;
    private final int steps;
    private final long newStateBytes;
    private final SubscriptionList subscriptions = new SubscriptionList();
    private final EventCost cost = new EventCost();
    private StandingQueries engine;
    private long heldBytes;
    private int generation;
    private boolean isEnded;
    private boolean isTouched;
    private long outputsTo;
    private Series refused;
    private QuerySink.Shortage shortage;
    private boolean isRefusalTold;
    private boolean isMetAnew;
    private long inTotal;
    private long nextTimed = cost.next();
    private final OutputHash outputs = new OutputHash();
    private long faultTotal;

    StandingQuery(
            final QueryRegistry registry,
            final long id,
            final Program program,
            final CompiledPipeline pipeline,
            final Owner owner,
            final KeyPattern pattern,
            final QuerySink sink) {
        this.registry = registry;
        this.id = id;
        this.program = program;
        this.owner = owner;
        this.pattern = pattern;
        this.sink = sink;
        this.pipeline = pipeline;
        newStateBytes = Subscription.BYTES + pipeline.stateBytes() + (pipeline.isTimed() ? TimedState.BYTES : 0);
        steps = EventSteps.OF_SUBSCRIPTION + pipeline.steps();
    }

    /** Ends the query, in order with the events: those already in the ring are still seen. Idempotent. */
    @Override
    public void close() {
        registry.end(this);
    }

    /** Number of the query, counted from 1 since the engine's start. */
    public long id() {
        return id;
    }

    public Program program() {
        return program;
    }

    /** Whom it belongs to, as the owner was named at the start. */
    public String owner() {
        return owner.name();
    }

    /** How many series it follows at present. */
    public long seriesMatched() {
        return seriesMatched;
    }

    /** Events of matching series so far. */
    public long eventsIn() {
        return eventsIn;
    }

    /** Results so far. */
    public long eventsOut() {
        return eventsOut;
    }

    /** What it has given so far, as two runs over the same stream can be compared. */
    public QueryOutputs outputs() {
        return outputs.shown();
    }

    /**
     * What an event costs the query thread, from pipeline to sink: a mean over the few that are timed, 0 before there
     * is one.
     */
    public double eventCostNs() {
        return eventCostNs;
    }

    /** Values so far that came too late for their window. */
    public long late() {
        return late;
    }

    /** Values so far that a state had no room for. */
    public long crowded() {
        return crowded;
    }

    /** Exceptions of its own, most likely of its sink. */
    public long faults() {
        return faults;
    }

    // ---- query thread

    void begin(final StandingQueries by) {
        engine = by;
        pipeline.room(bytes -> by.mayHold(this, bytes));
    }

    /** Whether its regex may take so long that those of others must not wait for it. */
    boolean isSlow() {
        return pattern.worstNs(USUAL_KEY_LENGTH) > SLOW_NS;
    }

    /** What it costs at worst to meet a series. */
    long worstNs(final Series series) {
        return pattern.worstNs(series.key().length);
    }

    /** Series that have met its {@link Matching} up to this have met the query. */
    int generation() {
        return generation;
    }

    void generation(final int newGeneration) {
        generation = newGeneration;
    }

    boolean isEnded() {
        return isEnded;
    }

    SubscriptionList subscriptions() {
        return subscriptions;
    }

    boolean matches(final Series series) {
        return pattern.isFoundIn(series.key());
    }

    /**
     * What each further series will hold: ten thousand queries that match everything cost memory even where they keep
     * no state.
     */
    long stateBytes() {
        return newStateBytes;
    }

    /** What it holds now. */
    long heldBytes() {
        return heldBytes;
    }

    void hold(final long moreBytes) {
        heldBytes += moreBytes;
    }

    /** What an event of a series that it follows costs. */
    int steps() {
        return steps;
    }

    Owner account() {
        return owner;
    }

    Subscription subscribe(final Series series) {
        final PipelineState state = pipeline.newState();
        final TimedState timed = pipeline.isTimed() ? new TimedState(this, series, state) : null;
        final Subscription subscription = new Subscription(this, series, state, timed);
        subscriptions.add(subscription);
        touch();
        return subscription;
    }

    /** The first series that matches and is not followed for want of room; null where there is none. */
    Series refused() {
        return refused;
    }

    /** The sink hears of the first, at the end of the batch. */
    void refuse(final Series series, final QuerySink.Shortage newShortage) {
        if (refused == null) {
            refused = series;
            shortage = newShortage;
        }
        touch();
    }

    /** All series are to meet it again, since some that it could not follow might have room now. */
    void meetAnew() {
        refused = null;
        isMetAnew = true;
    }

    /** Whether it follows the series, which it has met before. */
    boolean isSubscribedTo(final Series series) {
        if (isMetAnew) {
            for (final Subscriber subscriber : series.subscribers()) {
                if (((Subscription) subscriber).query() == this) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Bytes that are free now. */
    long unsubscribe(final Subscription subscription) {
        subscriptions.remove(subscription);
        if (subscription.timed() != null) {
            engine.awaitNothing(subscription.timed());
        }
        touch();
        return newStateBytes - pipeline.stateBytes() + subscription.state().bytes();
    }

    void onEvent(final Subscription subscription, final double value, final long timeNs) {
        if (isEnded) {
            return;
        }
        touch();
        final boolean isTimed = ++inTotal == nextTimed;
        if (isTimed) {
            cost.begin(engine.clock());
        }
        try {
            if (subscription.timed() == null) {
                if (pipeline.accept(subscription.state(), value, timeNs)) {
                    give(subscription.series());
                }
            } else {
                acceptTimed(subscription.timed(), value, timeNs);
            }
        } catch (final RuntimeException fault) {
            onFault(fault);
        }
        if (isTimed) {
            nextTimed = cost.end(engine.clock());
        }
    }

    /** What is over by the clock is over for this value, also where the tick has not come to it yet. */
    private void acceptTimed(final TimedState timed, final double value, final long timeNs) {
        pipeline.clock(engine.clockNs());
        try {
            if (timed.dueNs() <= engine.clockNs()) {
                endDue(timed);
            }
            if (pipeline.accept(timed.state(), value, timeNs)) {
                give(timed.name());
            }
        } finally {
            if (pipeline.takeMoved()) {
                engine.await(timed, pipeline.dueNs(timed.state()));
            }
        }
    }

    /** The clock has come to what the state waits for. */
    void onDue(final TimedState timed) {
        if (isEnded) {
            return;
        }
        touch();
        pipeline.clock(engine.clockNs());
        try {
            endDue(timed);
        } catch (final RuntimeException fault) {
            onFault(fault);
        }
        pipeline.takeMoved();
        engine.await(timed, pipeline.dueNs(timed.state()));
    }

    private void endDue(final TimedState timed) {
        while (pipeline.close(timed.state())) {
            give(timed.name());
        }
    }

    private void give(final Series name) {
        outputs.add(name.key(), pipeline.result(), pipeline.resultTimeNs());
        outputsTo = engine.position();
        sink.onResult(name, pipeline.result(), pipeline.resultTimeNs());
    }

    /** Shows what was counted since the last call, and lets the sink flush. Gives the number of results. */
    long endBatch() {
        final long results = outputs.count() - eventsOut;
        isTouched = false;
        if (refused != null && !isRefusalTold && !isEnded) {
            tellRefusal();
        }
        seriesMatched = isEnded ? 0 : subscriptions.size();
        eventsIn = inTotal;
        eventsOut = outputs.count();
        eventCostNs = cost.meanNs();
        engine.onLeftOut(pipeline.late() - late, pipeline.crowded() - crowded);
        late = pipeline.late();
        crowded = pipeline.crowded();
        if (results > 0) {
            outputs.publish(outputsTo);
            flush();
        }
        return results;
    }

    private void tellRefusal() {
        isRefusalTold = true;
        try {
            sink.onSeriesRefused(refused, shortage);
        } catch (final RuntimeException fault) {
            onFault(fault);
        }
    }

    private void flush() {
        try {
            sink.onBatchEnd();
        } catch (final RuntimeException fault) {
            onFault(fault);
        }
    }

    /**
     * Gives the sink its last call; events are ignored from now on. The subscriptions are taken apart by the engine,
     * bit by bit.
     */
    void end() {
        isEnded = true;
        seriesMatched = 0;
        try {
            sink.onEnded();
        } catch (final RuntimeException fault) {
            onFault(fault);
        }
    }

    private void touch() {
        if (!isTouched) {
            isTouched = true;
            engine.onTouched(this);
        }
    }

    private void onFault(final RuntimeException fault) {
        faults = ++faultTotal;
        engine.onFault(fault);
    }
}
