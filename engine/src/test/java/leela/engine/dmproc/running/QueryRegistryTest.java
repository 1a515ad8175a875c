package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryRefusedException.Reason;
import org.junit.jupiter.api.Test;

class QueryRegistryTest {

    private final QueryDriver driver = new QueryDriver(new QueryLimits(3, 2, 1_000));
    private final Results results = new Results();

    @Test
    void shouldListWhatRunsInTheOrderOfTheirStart() throws Exception {
        final StandingQuery first = start("a");
        final StandingQuery second = start("b");
        final StandingQuery third = start("a");
        second.close();

        assertThat(driver.registry.running()).containsExactly(first, third);
        assertThat(List.of(first.id(), second.id(), third.id())).containsExactly(1L, 2L, 3L);
        assertThat(driver.count(EngineCounter.QUERIES)).isEqualTo(2);
        assertThat(driver.count(EngineCounter.QUERIES_STARTED)).isEqualTo(3);
    }

    @Test
    void shouldRefuseMoreThanTheEngineRuns() throws Exception {
        start("a");
        start("b");
        final StandingQuery third = start("c");

        assertRefused(
                "d",
                Reason.TOO_MANY_QUERIES,
                "The engine already runs 3 queries, as many as dmproc.max_queries lets it.");
        third.close();
        assertThat(start("d")).isNotNull();
    }

    @Test
    void shouldRefuseMoreThanAnOwnerMayHave() throws Exception {
        start("a");
        final StandingQuery second = start("a");

        assertRefused("a", Reason.TOO_MANY_OF_OWNER, "You already have 2 queries, as many as one may have.");
        assertThat(start("b")).isNotNull();
        second.close();
        assertThat(start("a")).isNotNull();
    }

    /** One thread ends a query, another starts the next, and the stream has the second of them first. */
    @Test
    void shouldHoldAgainstAnOwnerWhatItsQueriesHoldUntilTheStreamComesToTheirEnd() throws Exception {
        final QueryDriver small = new QueryDriver(new QueryLimits(3, 1, 3 * Subscription.BYTES));
        final StandingQuery first = small.start("proc match 1|. id;", "a", results);
        small.event("x", 1, 1);
        small.isHolding = true;
        first.close();
        small.start("proc match 1|. id;", "a", new Results());

        small.held.remove(1).run();
        small.event("x", 2, 2);
        assertThat(small.count(EngineCounter.QUERY_SERIES_REFUSED)).isEqualTo(1);

        small.held.remove(0).run();
        small.event("y", 3, 3);
        assertThat(small.count(EngineCounter.QUERY_SERIES_REFUSED)).isEqualTo(1);
    }

    @Test
    void shouldRefuseARegexThatIsNone() {
        final QueryRefusedException refused =
                catchThrowableOfType(QueryRefusedException.class, () -> driver.start("proc match 1|( id;", results));

        assertThat(refused.reason()).isEqualTo(Reason.BAD_REGEX);
        assertThat(refused).hasMessageStartingWith("The regex is not well-formed: ");
        assertThat(driver.count(EngineCounter.QUERIES_REFUSED)).isEqualTo(1);
        assertThat(driver.registry.running()).isEmpty();
    }

    @Test
    void shouldRefuseWhenTheEngineEnds() throws Exception {
        final StandingQuery running = start("a");
        driver.isClosed = true;

        assertRefusedOnceClosed();
        running.close();
        assertThat(driver.registry.running()).isEmpty();
    }

    @Test
    void shouldRefuseLimitsBelowZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueryLimits(-1, 0, 0))
                .withMessage("dmproc.max_queries: -1 (expected: at least 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueryLimits(0, -1, 0))
                .withMessage("dmproc.max_queries_per_owner: -1 (expected: at least 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueryLimits(0, 0, -1))
                .withMessage("dmproc.max_state: -1 (expected: at least 0)");
    }

    private StandingQuery start(final String owner) throws SyntaxException, QueryRefusedException {
        return driver.start("proc match 1|. id;", owner, results);
    }

    private void assertRefused(final String owner, final Reason reason, final String sentence) {
        final QueryRefusedException refused = catchThrowableOfType(QueryRefusedException.class, () -> start(owner));
        assertThat(refused).hasMessage(sentence);
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(driver.count(EngineCounter.QUERIES_REFUSED)).isEqualTo(1);
    }

    private void assertRefusedOnceClosed() throws InterruptedException {
        final List<Throwable> caught = new ArrayList<>();
        final Thread elsewhere =
                new Thread(() -> caught.add(catchThrowableOfType(QueryRefusedException.class, () -> start("b"))));
        elsewhere.start();
        elsewhere.join();
        assertThat(caught)
                .singleElement()
                .extracting(fault -> ((QueryRefusedException) fault).reason())
                .isEqualTo(Reason.CLOSED);
    }
}
