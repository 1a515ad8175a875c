package leela.engine.dmproc.running;

import leela.engine.series.Series;
import leela.engine.series.Subscriber;

/**
 * Bounds what one event costs: the steps of all queries that follow its series. An owner may take as many as it leaves
 * for others. Steps are counted in the programs, not measured: the same queries get the same series on every machine.
 * Thread: the query thread.
 * Memory: nothing.
 */
final class EventSteps {

    /** Of all queries on one series. One owner has half: as many queries of one function as there may be. */
    static final int MOST = 60_000;

    /** What a query costs before its first function. */
    static final int OF_SUBSCRIPTION = 2;

    /** Counts the series that were weighed: what an owner has noted of an earlier one is void. */
    private long weighing;

    private int total;

    /** Counts what follows the series. */
    void weigh(final Series series) {
        weighing++;
        total = 0;
        for (final Subscriber subscriber : series.subscribers()) {
            add(((Subscription) subscriber).query());
        }
    }

    /** A query follows the series that was weighed last. */
    void add(final StandingQuery query) {
        if (!query.isEnded()) {
            total += query.steps();
            query.account().payer().spend(weighing, query.steps());
        }
    }

    /** Whether the query may follow that series, too. */
    boolean hasRoomFor(final StandingQuery query) {
        final int left = MOST - total - query.steps();
        return query.account().payer().spent(weighing) + query.steps() <= left;
    }
}
