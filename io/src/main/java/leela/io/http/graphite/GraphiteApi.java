package leela.io.http.graphite;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import leela.engine.counters.Counters;
import leela.engine.history.History;
import leela.engine.history.StorageHealth;
import leela.engine.runtime.Clock;
import leela.engine.runtime.Spares;
import leela.io.http.Api;
import leela.io.http.ErrorForm;
import leela.io.http.HttpRefusal;
import leela.io.http.Reads;
import leela.io.http.RequestTarget;
import leela.io.http.Routes;
import leela.io.http.graphite.answer.SeriesRoom;
import leela.io.http.graphite.path.KeyTree;
import leela.io.http.graphite.path.SeriesStep;
import leela.io.http.graphite.path.ValueBudget;

/**
 * Graphite's API over this engine's history.
 * Thread: the loop's; what reads is the workers'.
 */
public final class GraphiteApi implements Api {

    /** The version whose API this is. */
    static final String VERSION = "1.1.8";

    /** As many read at a time, as a rule. */
    private static final int MOST_SPARE = 16;

    private final History history;
    private final StorageHealth health;
    private final Counters counters;
    private final Clock clock;
    private final KeyTree tree;
    private final SeriesStep steps;
    private final ValueBudget budget;
    private final Spares<SeriesRoom> rooms = new Spares<>(MOST_SPARE, SeriesRoom::new);

    public GraphiteApi(final History history, final StorageHealth health, final Counters counters, final Clock clock) {
        this(history, health, counters, clock, new ValueBudget());
    }

    public GraphiteApi(
            final History history,
            final StorageHealth health,
            final Counters counters,
            final Clock clock,
            final ValueBudget budget) {
        this.history = history;
        this.health = health;
        this.counters = counters;
        this.clock = clock;
        this.budget = budget;
        tree = new KeyTree(history);
        steps = new SeriesStep(history);
    }

    History history() {
        return history;
    }

    Counters counters() {
        return counters;
    }

    Clock clock() {
        return clock;
    }

    KeyTree tree() {
        return tree;
    }

    SeriesStep steps() {
        return steps;
    }

    ValueBudget budget() {
        return budget;
    }

    /** Where requests read and write, one after another. */
    Spares<SeriesRoom> rooms() {
        return rooms;
    }

    /** Refuses what would be answered from a part of history: it would look like all of it. */
    void requireWholeHistory() {
        if (!health.isWhole()) {
            throw new HttpRefusal(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "storage: what an earlier run left is being read; try again");
        }
    }

    @Override
    public ErrorForm errorForm(final RequestTarget target, final String uri, final Clock unused) {
        return ErrorForm.TEXT;
    }

    @Override
    public void addTo(final Routes routes, final Reads reads) {
        final TreeAnswers trees = new TreeAnswers(tree);
        final TagAnswers tags = new TagAnswers(tree);
        addForm(routes, "/render", new FormEndpoint(this, reads, new RenderAnswers(this, reads::help)::answer));
        addForm(routes, "/metrics/find", new FormEndpoint(this, reads, trees::find));
        addForm(routes, "/metrics/expand", new FormEndpoint(this, reads, trees::expand));
        addForm(routes, "/metrics/index.json", new FormEndpoint(this, reads, trees::index));
        addForm(routes, "/tags/findSeries", new FormEndpoint(this, reads, tags::findSeries));
        addForm(routes, "/tags/autoComplete/tags", new FormEndpoint(this, reads, tags::autoCompleteTags));
        addForm(routes, "/tags/autoComplete/values", new FormEndpoint(this, reads, tags::autoCompleteValues));
        addForm(routes, "/tags", new FormEndpoint(this, reads, tags::tagsOrTag));
        final FunctionsEndpoint functions = new FunctionsEndpoint();
        routes.addRead(HttpMethod.GET, "/functions", functions).addRead(HttpMethod.GET, "/functions/", functions);
        final FixedEndpoint version = new FixedEndpoint("text/html; charset=utf-8", VERSION + "\n");
        routes.addRead(HttpMethod.GET, "/version", version).addRead(HttpMethod.GET, "/version/", version);
        routes.addRead(HttpMethod.GET, "/events/get_data", new FixedEndpoint("application/json", "[]"));
    }

    private static void addForm(final Routes routes, final String path, final FormEndpoint endpoint) {
        for (final String form : new String[] {path, path + "/"}) {
            routes.addRead(HttpMethod.GET, form, endpoint).addRead(HttpMethod.POST, form, endpoint);
        }
    }
}
