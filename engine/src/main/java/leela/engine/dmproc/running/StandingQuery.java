package leela.engine.dmproc.running;

import java.util.List;
import java.util.function.Consumer;
import leela.engine.dmproc.compiled.CompiledPipeline;
import leela.engine.dmproc.compiled.PipelineState;
import leela.engine.dmproc.figures.QueryOutputs;
import leela.engine.dmproc.figures.QueryProgress;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.owner.Owner;
import leela.engine.dmproc.owner.Owners;
import leela.engine.series.Series;

/**
 * A program that is attached to the live stream of events: handle of its owner, and what the query thread keeps of it.
 * Thread: public methods any; the others the query thread.
 * Memory: nothing per event; a subscription and a state for each series that matches.
 * Errors: what the sink throws is counted and costs that result; the other queries do not notice.
 */
public final class StandingQuery implements AutoCloseable {

    private static final int USUAL_KEY_LENGTH = 40;

    private static final long SLOW_NS = 20_000;
    /** A usual member and its group, without a state. */
    private static final long GROUP_BYTES = 1_000;

    // any thread
    private final QueryRegistry registry;
    private final long id;
    private final Program program;
    private final String owner;
    private final String payer;
    private final QueryProgress progress = new QueryProgress();

    // query thread
    private final QuerySink sink;
    private final QueryPlan plan;
    private final CompiledPipeline pipeline;
    private final QueryRun run;
    private final Groups groups;
    private final Watches watches;
    private final QueryPast past;
    private final int steps;
    private final long newStateBytes;
    private final SubscriptionList subscriptions = new SubscriptionList();
    private StandingQueries engine;
    private Owner account;
    private long heldBytes;
    private int generation;
    private boolean isEnded;
    private boolean isTouched;
    private final RefusedSeries refused = new RefusedSeries();
    private long faultTotal;

    StandingQuery(
            final QueryRegistry registry,
            final long id,
            final Program program,
            final QueryPlan plan,
            final String owner,
            final String payer,
            final QuerySink sink) {
        this.registry = registry;
        this.id = id;
        this.program = program;
        this.owner = owner;
        this.payer = payer;
        this.plan = plan;
        this.sink = sink;
        pipeline = plan.pipeline();
        run = new QueryRun(pipeline, program.isRecorded(), plan.reachNs() > 0, sink);
        groups = new Groups(this, plan, QueryLimits.MAX_GROUPS);
        watches = new Watches(this, sink, plan.grouping(), run);
        past = new QueryPast(this, plan, run, groups);
        newStateBytes = Subscription.BYTES + plan.stateBytes();
        steps = plan.steps();
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

    /** What the journal keeps of its start. */
    byte[] statement() {
        return sink instanceof final WatchingSink watching ? watching.statement() : program.toBytes();
    }

    /** Whom it belongs to, as the owner was named at the start. */
    public String owner() {
        return owner;
    }

    /** Whose time it takes. */
    String payer() {
        return payer;
    }

    /** What it has done so far. */
    public QueryProgress progress() {
        return progress;
    }

    /** What it has given so far, as two runs over the same stream can be compared. */
    public QueryOutputs outputs() {
        return run.outputs();
    }

    // ---- query thread

    void begin(final StandingQueries by, final Owners owners) {
        engine = by;
        account = owners.begin(owner, payer);
        run.begin(by);
        watches.begin(by);
        pipeline.room(bytes -> by.mayHold(this, bytes));
    }

    /** Whether its regex may take so long that those of others must not wait for it. */
    boolean isSlow() {
        return plan.worstNs(USUAL_KEY_LENGTH) > SLOW_NS;
    }

    /** What it costs at worst to meet a series. */
    long worstNs(final Series series) {
        return plan.worstNs(series.key().length);
    }

    /** Texts that all occur in every key that it follows as one of its inputs; empty where none are known. */
    List<byte[]> required(final int input) {
        return plan.patterns().get(input).required();
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

    /** Whether its results come back as events. */
    boolean isRecorded() {
        return program.isRecorded();
    }

    /** Whether it would follow a series of this name. */
    boolean reads(final byte[] name) {
        return plan.grouping().isRead(name);
    }

    /** How many series its program speaks of at once. */
    int inputs() {
        return plan.inputs();
    }

    /** Where the series would stand as one of the inputs; null where it is not followed as that, or is already. */
    Groups.Place place(final Series series, final int input) {
        if (refused.isFollowed(this, series, input)) {
            return null;
        }
        if (plan.grouping().isNamed()) {
            return groups.place(series, input);
        }
        final boolean isMatch = plan.patterns().get(input).isFoundIn(series.key());
        return isMatch ? new Groups.Place(input, series, null, newStateBytes, null) : null;
    }

    /**
     * What a further series may hold: ten thousand queries that match everything cost memory even where they keep no
     * state.
     */
    long stateBytes() {
        return newStateBytes + (plan.grouping().isOfMany() ? GROUP_BYTES : 0);
    }

    /** What it holds now. */
    long heldBytes() {
        return heldBytes;
    }

    void hold(final long moreBytes) {
        heldBytes += moreBytes;
    }

    /** Whether it may have another group. */
    boolean hasRoomForGroups() {
        return !groups.isFull();
    }

    /** How many groups it has. */
    int groups() {
        return groups.size();
    }

    /** What an event of a series that it follows costs. */
    int steps() {
        return steps;
    }

    /** Whose it is, as the stream knows owners; from its begin. */
    Owner account() {
        return account;
    }

    Subscription subscribe(final Series series, final Groups.Place place) {
        final Subscription subscription;
        if (place.group() == null) {
            final PipelineState state = pipeline.newState();
            final TimedState timed = pipeline.isTimed() ? new TimedState(this, place.name(), state, null) : null;
            subscription = new Subscription(this, series, place.name(), state, timed);
            if (plan.reachNs() > 0) {
                subscription.filling(engine.fillings().of(this, subscription));
            }
        } else {
            final Member member = new Member(this, series, place.group(), place.input());
            groups.add(member);
            subscription = member;
        }
        subscriptions.add(subscription);
        watches.attach(subscription);
        touch();
        return subscription;
    }

    /** The first series that matches and is not followed for want of room; null where there is none. */
    Series refused() {
        return refused.retried();
    }

    /** The sink hears of the first, at the end of the batch. */
    void refuse(final Series series, final QuerySink.Shortage newShortage) {
        refused.add(series, newShortage);
        touch();
    }

    /** All series are to meet it again, since some that it could not follow might have room now. */
    void meetAnew() {
        refused.retry();
    }

    /** Bytes that are free now. */
    long unsubscribe(final Subscription subscription) {
        watches.detach(subscription);
        subscriptions.remove(subscription);
        touch();
        if (subscription instanceof final Member member) {
            return groups.remove(member);
        }
        forget(subscription.timed());
        final Filling filling = subscription.filling();
        if (filling != null) {
            engine.fillings().forget(filling);
        }
        final boolean isNamed = subscription.name() != subscription.series();
        return newStateBytes
                - pipeline.stateBytes()
                + pipeline.bytes(subscription.state())
                + (filling == null ? 0 : filling.bytes())
                + (isNamed ? Groups.nameBytes(subscription.name()) : 0);
    }

    /** A state is no more; null where it never waited for the clock. */
    void forget(final TimedState timed) {
        if (timed != null) {
            engine.awaitNothing(timed);
        }
    }

    /** What fills a group that is born; null where nothing does. */
    Filling newFilling(final Group group) {
        return engine.fillings().ofBorn(this, group);
    }

    /** How its states are filled. */
    QueryPast past() {
        return past;
    }

    void onEvent(final Subscription subscription, final double value, final long timeNs) {
        if (isEnded) {
            return;
        }
        touch();
        try {
            run.accept(subscription, value, timeNs);
        } catch (final RuntimeException fault) {
            onFault(fault);
        }
    }

    /** The clock has come to what the state waits for. */
    void onDue(final TimedState timed) {
        if (isEnded) {
            return;
        }
        touch();
        try {
            run.endDue(timed);
        } catch (final RuntimeException fault) {
            onFault(fault);
        }
        run.awaitNext(timed);
    }

    /** Shows what was counted since the last call, and lets the sink flush. Gives the number of results. */
    long endBatch() {
        final long results = run.results() - progress.eventsOut();
        isTouched = false;
        if (refused.isUntold() && !isEnded) {
            call(refused::tell);
        }
        progress.series(isEnded ? 0 : subscriptions.size(), isEnded ? 0 : refused.number());
        progress.events(run.events(), run.results(), run.eventCostNs());
        engine.onLeftOut(pipeline.late() - progress.late(), pipeline.crowded() - progress.crowded());
        progress.leftOut(pipeline.late(), pipeline.crowded());
        if (results > 0) {
            run.publish();
            call(QuerySink::onBatchEnd);
        }
        return results;
    }

    /**
     * Gives the sink its last call; events are ignored from now on. The subscriptions are taken apart by the engine,
     * bit by bit.
     */
    void end() {
        isEnded = true;
        progress.series(0, 0);
        call(QuerySink::onEnded);
    }

    /** A fault of the sink is the query's. */
    void call(final Consumer<QuerySink> what) {
        try {
            what.accept(sink);
        } catch (final RuntimeException fault) {
            onFault(fault);
        }
    }

    void touch() {
        if (!isTouched) {
            isTouched = true;
            engine.onTouched(this);
        }
    }

    void onFault(final RuntimeException fault) {
        progress.fault(++faultTotal);
        engine.onFault(fault);
    }
}
