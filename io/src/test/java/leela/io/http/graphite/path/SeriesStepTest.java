package leela.io.http.graphite.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import leela.engine.history.History;
import leela.io.http.graphite.ListedHistory;
import org.junit.jupiter.api.Test;

/** What is known of the distance of points, and for how long. */
final class SeriesStepTest {

    private static final int SERIES = 400;
    private static final long NOW = 1_700_000_000;
    private static final long NOW_NS = TimeUnit.SECONDS.toNanos(NOW);

    private final AtomicInteger looks = new AtomicInteger();
    private final SeriesStep steps = new SeriesStep(counted(history()));

    private static ListedHistory history() {
        final ListedHistory history = new ListedHistory();
        for (int i = 0; i < SERIES; i++) {
            history.put("load." + i, NOW - 40, i);
            history.put("load." + i, NOW - 20, i);
        }
        return history;
    }

    private History counted(final History history) {
        return (History) Proxy.newProxyInstance(
                History.class.getClassLoader(), new Class<?>[] {History.class}, (proxy, method, given) -> {
                    looks.incrementAndGet();
                    return method.invoke(history, given);
                });
    }

    /** How many looks all take. */
    private int looksAt(final long afterSeconds) {
        looks.set(0);
        for (int i = 0; i < SERIES; i++) {
            assertThat(steps.of("load." + i, NOW_NS + TimeUnit.SECONDS.toNanos(afterSeconds)))
                    .isEqualTo(20);
        }
        return looks.get();
    }

    @Test
    void shouldLookAgainForAFewAtATimeWhereManyWereMetTogether() {
        final int all = looksAt(0);

        assertThat(looksAt(29)).as("half a minute").isZero();
        for (int second = 31; second < 61; second++) {
            assertThat(looksAt(second)).as("after %d s", second).isBetween(1, all / 10);
        }
    }
}
