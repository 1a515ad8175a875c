package leela.engine.dmproc.running;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import leela.engine.dmproc.due.Due;
import leela.engine.dmproc.due.Watch;
import leela.engine.dmproc.due.WatchTime;
import leela.engine.dmproc.grouping.Grouping;

/**
 * Brings the groups of a query to those who watch them; nobody does at most queries.
 * Thread: the query thread.
 */
final class Watches implements WatchTime {

    private final StandingQuery query;
    private final WatchingSink sink;
    private final Grouping grouping;
    private final QueryRun run;
    private StandingQueries engine;

    /** Of a query whose results go to this sink. */
    Watches(final StandingQuery query, final QuerySink sink, final Grouping grouping, final QueryRun run) {
        this.query = query;
        this.sink = sink instanceof final WatchingSink watching ? watching : null;
        this.grouping = grouping;
        this.run = run;
    }

    /** What the watch of a group costs in heap; 0 where there is none. */
    static int bytes(final QuerySink sink) {
        return sink instanceof final WatchingSink watching ? watching.watchBytes() : 0;
    }

    void begin(final StandingQueries by) {
        engine = by;
        if (sink != null) {
            sink.onBegin(this);
        }
    }

    void attach(final Subscription subscription) {
        if (sink == null) {
            return;
        }
        final Group group = subscription.group();
        if (group != null && group.watch() != null) {
            return;
        }
        final byte[][] keys =
                grouping.keys(subscription.input(), subscription.series().key());
        final List<String> texts = keys == null
                ? List.of()
                : Arrays.stream(keys)
                        .map(key -> new String(key, StandardCharsets.UTF_8))
                        .toList();
        final Watch watch = sink.watch(subscription.name(), texts);
        if (group == null) {
            subscription.watch(watch);
        } else {
            group.watch(watch);
        }
    }

    /** Before it leaves its group. */
    void detach(final Subscription subscription) {
        final Watch watch = subscription.watch();
        if (watch != null
                && (subscription.group() == null || subscription.group().members() == 1)) {
            watch.onGone();
        }
    }

    @Override
    public long nowNs() {
        return engine.streamNs();
    }

    @Override
    public void await(final Due due, final long dueNs) {
        engine.await(due, dueNs);
    }

    @Override
    public void onOutput(final byte[] name, final double value, final long timeNs) {
        run.output(name, value, timeNs);
        query.touch();
    }
}
