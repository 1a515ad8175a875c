package leela.engine.dmproc.running;

import leela.engine.dmproc.compiled.CompiledPipeline;
import leela.engine.dmproc.due.Watch;
import leela.engine.dmproc.figures.EventCost;
import leela.engine.dmproc.figures.OutputHash;
import leela.engine.dmproc.figures.QueryOutputs;
import leela.engine.dmproc.grouping.JoinTimes;
import leela.engine.dmproc.grouping.SampleRate;
import leela.engine.series.Series;

/**
 * Runs a query's pipeline over events and the clock, and gives what comes out of it to its sink.
 * Thread: the query thread; {@link #outputs} any.
 * Memory: nothing per event.
 * Errors: those of the sink are the caller's.
 */
final class QueryRun {

    private final CompiledPipeline pipeline;
    private final boolean isRecorded;
    private final boolean isFilled;
    private final QuerySink sink;
    private final OutputHash outputs = new OutputHash();
    private final EventCost cost = new EventCost();
    private StandingQueries engine;
    private long events;
    private long nextTimed = cost.next();
    private long outputsTo;

    /** {@code isFilled} where states may be filled with their past. */
    QueryRun(final CompiledPipeline pipeline, final boolean isRecorded, final boolean isFilled, final QuerySink sink) {
        this.pipeline = pipeline;
        this.isFilled = isFilled;
        this.isRecorded = isRecorded;
        this.sink = sink;
    }

    void begin(final StandingQueries by) {
        engine = by;
    }

    /** Something was given to people. */
    void output(final byte[] name, final double value, final long timeNs) {
        outputs.add(name, value, timeNs);
        outputsTo = engine.position();
    }

    /** What was given, as far as it was published. */
    QueryOutputs outputs() {
        return outputs.shown();
    }

    /** How many events it was shown so far. */
    long events() {
        return events;
    }

    /** What one costs, a mean. */
    double eventCostNs() {
        return cost.meanNs();
    }

    /** How many results there were so far. */
    long results() {
        return outputs.count();
    }

    /** Shows to other threads what was given. */
    void publish() {
        outputs.publish(outputsTo);
    }

    void accept(final Subscription subscription, final double value, final long timeNs) {
        final boolean isTimed = ++events == nextTimed;
        if (isTimed) {
            cost.begin(engine.clock());
        }
        try {
            if (!isFilled || !isHeld(subscription, value, timeNs)) {
                show(subscription, value, timeNs);
            }
        } finally {
            if (isTimed) {
                nextTimed = cost.end(engine.clock());
            }
        }
    }

    private void run(final Subscription subscription, final double value, final long timeNs) {
        if (subscription instanceof final Member member) {
            run(member, value, timeNs);
        } else if (subscription.timed() == null) {
            if (pipeline.accept(subscription.state(), value, timeNs)) {
                give(subscription.name(), null, subscription.watch());
            }
        } else {
            pipeline.promise(SampleRate.samplesPerSecond(SampleRate.nanohertz(engine.intervalMs())));
            acceptTimed(subscription.timed(), value, timeNs);
        }
    }

    /** Whether the event waits for the past of its state. */
    private boolean isHeld(final Subscription subscription, final double value, final long timeNs) {
        final Group group = subscription.group();
        final Filling filling = group == null ? subscription.filling() : group.filling();
        return filling != null && engine.fillings().hold(filling, subscription, value, timeNs);
    }

    /** Shows an event that was counted before. */
    void show(final Subscription subscription, final double value, final long timeNs) {
        run(subscription, value, timeNs);
        final Watch watch = subscription.watch();
        if (watch != null) {
            watch.onSample(timeNs, engine.intervalMs());
        }
    }

    private void run(final Member member, final double value, final long timeNs) {
        final Group group = member.group();
        final JoinTimes join = group.join();
        if (!group.accept(member, value, timeNs, engine.intervalMs())) {
            engine.onMissed(join == null ? 0 : join.takeMissed());
            return;
        }
        final double x = join == null ? value : join.result();
        final long atNs = join == null ? timeNs : join.resultTimeNs();
        if (group.timed() != null) {
            pipeline.promise(SampleRate.samplesPerSecond(group.nanohertz(engine.streamNs())));
            acceptTimed(group.timed(), x, atNs);
        } else if (pipeline.accept(group.state(), x, atNs)) {
            give(group.name(), group, group.watch());
        }
    }

    /** What is over by the clock is over for this value, also where the tick has not come to it yet. */
    private void acceptTimed(final TimedState timed, final double value, final long timeNs) {
        pipeline.clock(engine.clockNs());
        try {
            if (timed.dueNs() <= engine.clockNs()) {
                close(timed);
            }
            if (pipeline.accept(timed.state(), value, timeNs)) {
                give(timed.name(), timed.group(), timed.watch());
            }
        } finally {
            if (pipeline.takeMoved()) {
                engine.await(timed, pipeline.dueNs(timed.state()));
            }
        }
    }

    /** Ends what the clock has come to. */
    void endDue(final TimedState timed) {
        pipeline.clock(engine.clockNs());
        close(timed);
    }

    private void close(final TimedState timed) {
        while (pipeline.close(timed.state())) {
            give(timed.name(), timed.group(), timed.watch());
        }
    }

    /** The state waits for what it has to come to next. */
    void awaitNext(final TimedState timed) {
        pipeline.takeMoved();
        engine.await(timed, pipeline.dueNs(timed.state()));
    }

    private void give(final Series name, final Group group, final Watch watch) {
        if (watch != null) {
            watch.onResult(pipeline.result(), pipeline.resultTimeNs());
            return;
        }
        output(name.key(), pipeline.result(), pipeline.resultTimeNs());
        if (isRecorded) {
            engine.record(name, pipeline.result(), pipeline.resultTimeNs());
        }
        if (group == null) {
            sink.onResult(name, pipeline.result(), pipeline.resultTimeNs());
        } else {
            sink.onGroupResult(
                    name, pipeline.result(), pipeline.resultTimeNs(), group.seen(), group.expected(engine.streamNs()));
            group.onResult();
        }
    }
}
