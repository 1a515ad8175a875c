package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.due.Watch;
import leela.engine.dmproc.due.WatchTime;
import leela.engine.dmproc.warm.PastOfMemory;
import leela.engine.dmproc.warm.PastReader;
import leela.engine.dmproc.warm.WarmStarts;
import leela.engine.series.Series;
import leela.engine.spi.PastPoints.Gap;
import org.junit.jupiter.api.Test;

/** Queries that were refused room for a series, and meet all series anew once there is some. */
class RetriedQueriesTest {

    private static final long SECOND = 1_000_000_000;
    private static final long BEGIN = 1_795_000_000 * SECOND;
    private static final String OF_GROUPS = "SELECT window 10s (sum) FROM ^(h\\d)\\.cpu BY $1 AS \"{1}.sum\";";

    private final QueryDriver driver = new QueryDriver(new QueryLimits(1000, 1, 20_000));
    private final PastOfMemory past = new PastOfMemory(SECOND);
    private final List<WarmStarts.Request> asked = new ArrayList<>();
    private final List<StandingQuery> others = new ArrayList<>();

    {
        driver.queries.fillFrom(new PastReader(
                asked::add,
                body -> {
                    body.run();
                    return true;
                },
                driver.queries::onPast));
    }

    @Test
    void shouldReadThePastOfGroupsOnceWhereItIsStillBeingRead() throws Exception {
        refuse(OF_GROUPS, new Results());

        makeRoom();

        assertThat(asked).hasSize(1);
    }

    @Test
    void shouldHoldNothingOnceTheyHaveEndedWhateverIsStillBeingRead() throws Exception {
        for (int i = 0; i < 20; i++) {
            past.add("h" + i % 4 + ".cpu", i, BEGIN + i * SECOND, 1000);
        }
        final StandingQuery query = refuse(OF_GROUPS, new Results());
        makeRoom();
        driver.event("h1.cpu", 1, BEGIN + 20 * SECOND);
        query.close();
        driver.tick(BEGIN + 22 * SECOND);

        asked.forEach(request -> request.fill(past, Gap.NONE));
        driver.queries.onBatchEnd();

        assertThat(driver.count(EngineCounter.QUERY_STATE_BYTES)).isZero();
        assertThat(driver.faults).isEmpty();
    }

    /** An alert that began twice would take its own groups over from itself, and believe that it has ended. */
    @Test
    void shouldTellWhoWatchesThemOnceThatTheyBegin() throws Exception {
        final Watching watching = new Watching();
        refuse("proc match 4|^h1. id;", watching);

        makeRoom();
        driver.event("h1.cpu", 1, BEGIN + 20 * SECOND);

        assertThat(watching.begins).isEqualTo(1);
        assertThat(watching.names).containsExactly("h1.cpu");
    }

    /** Starts one that finds no room for the first series that comes. */
    private StandingQuery refuse(final String program, final QuerySink sink) throws Exception {
        driver.tick(BEGIN);
        while (driver.count(EngineCounter.QUERY_SERIES_REFUSED) == 0) {
            others.add(driver.start("proc match 1|. id;", "other " + others.size(), new Results()));
            driver.event("other", 1, BEGIN);
        }
        final StandingQuery query = driver.start(program, "small", sink);
        driver.event("h1.cpu", 1, BEGIN);
        assertThat(query.refused()).isNotNull();
        return query;
    }

    private void makeRoom() {
        others.forEach(StandingQuery::close);
        driver.tick(BEGIN + 20 * SECOND);
    }

    private static final class Watching implements WatchingSink {
        private final List<String> names = new ArrayList<>();
        private int begins;

        @Override
        public byte[] statement() {
            return new byte[0];
        }

        @Override
        public void onBegin(final WatchTime time) {
            begins++;
        }

        @Override
        public Watch watch(final Series name, final List<String> keys) {
            names.add(QueryDriver.text(name.key()));
            return new Watch() {
                @Override
                public void onResult(final double value, final long timeNs) {
                    // nobody looks
                }

                @Override
                public void onSample(final long timeNs, final int intervalMs) {
                    // nobody looks
                }

                @Override
                public void onDue() {
                    // nothing waits
                }
            };
        }

        @Override
        public int watchBytes() {
            return 0;
        }
    }
}
