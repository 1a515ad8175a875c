package leela.io.http.graphite.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import leela.io.http.Reads;
import leela.io.http.graphite.ListedHistory;
import leela.io.http.graphite.function.Evaluation;
import leela.io.http.graphite.function.TimeSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a function makes is the same whoever reads the values. */
final class ValuesAheadTest {

    private static final long NOW = 1_365_510_000L;
    private static final int SERIES = 24;
    private static final int POINTS = 2000;

    private final ListedHistory history = new ListedHistory();
    private final List<Thread> threads = new ArrayList<>();
    private final ValueBudget budget = new ValueBudget(1_000_000);
    private int helped;
    private long charged;

    /** Nobody else waits. */
    private static final class Alone implements Reads.Turn {
        @Override
        public void begin() {}

        @Override
        public void check() {}

        @Override
        public void end() {}

        @Override
        public long servedNs() {
            return 0;
        }
    }

    ValuesAheadTest() {
        final SplittableRandom random = new SplittableRandom(4);
        for (int series = 0; series < SERIES; series++) {
            for (int i = 0; i < POINTS; i++) {
                if (random.nextInt(9) > 0) {
                    history.put("many." + series, NOW - 10L * i, random.nextInt(1000));
                }
            }
        }
    }

    @AfterEach
    void joinHelpers() throws InterruptedException {
        for (final Thread thread : threads) {
            thread.join();
        }
        assertThat(budget.taken()).isZero();
    }

    private List<double[]> points(final String target, final Predicate<Runnable> helper) {
        try (StoredSeries source = new StoredSeries(
                history,
                new KeyTree(history),
                new SeriesStep(history),
                budget,
                step -> {
                    final boolean helps = helper.test(step);
                    helped += helps ? 1 : 0;
                    return helps;
                },
                NOW * 1_000_000_000L)) {
            source.in(new Alone());
            final Evaluation evaluation = new Evaluation(source, NOW - 10L * POINTS, NOW, NOW, ZoneOffset.UTC, 0);
            final List<double[]> made =
                    evaluation.evaluate(target).stream().map(TimeSeries::points).toList();
            charged = budget.taken();
            return made;
        }
    }

    private boolean inAThread(final Runnable step) {
        final Thread thread = new Thread(step);
        threads.add(thread);
        thread.start();
        return true;
    }

    private static boolean atOnce(final Runnable step) {
        step.run();
        return true;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sumSeries(many.*)",
                "integral(many.*)",
                "sortByName(derivative(many.*),true)",
                "sumSeries(limit(sortByName(many.*,true,true),20))",
                "movingAverage(many.*,'5min')"
            })
    void shouldMakeTheSameWhoeverReadsTheValues(final String target) {
        final List<double[]> alone = points(target, step -> false);
        assertThat(alone).isNotEmpty();
        assertThat(helped).isZero();
        final long chargedAlone = charged;

        assertThat(points(target, ValuesAheadTest::atOnce)).as("read at once").containsExactlyElementsOf(alone);
        assertThat(points(target, this::inAThread)).as("read meanwhile").containsExactlyElementsOf(alone);
        assertThat(points(target, step -> true)).as("never begun").containsExactlyElementsOf(alone);
        assertThat(charged).as("once, whoever reads").isEqualTo(chargedAlone);
        assertThat(helped).isGreaterThanOrEqualTo(3);
    }
}
