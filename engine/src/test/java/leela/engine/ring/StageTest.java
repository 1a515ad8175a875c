package leela.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import org.junit.jupiter.api.Test;

/** Who is shown what, and what a fault costs. */
final class StageTest {

    private static final Series SERIES = Series.detached("key".getBytes(StandardCharsets.ISO_8859_1));

    private final Counters counters = Counters.inMemory();
    private final List<Throwable> errors = new ArrayList<>();
    private final RecordingHandler first = new RecordingHandler("first");
    private final RecordingHandler second = new RecordingHandler("second");
    private final Slot slot = new Slot();

    /** Throws at everything it is shown. */
    private static final class Thrower implements Handler {
        private int calls;

        @Override
        public String name() {
            return "thrower";
        }

        @Override
        public void onEntry(final Slot slot) {
            fail();
        }

        @Override
        public void onTick(final Slot tick) {
            fail();
        }

        @Override
        public void onPurged(final Series series) {
            fail();
        }

        @Override
        public void onBatchEnd() {
            fail();
        }

        @Override
        public void onShutdown() {
            fail();
        }

        private void fail() {
            throw new IllegalStateException("fault " + ++calls);
        }
    }

    @Test
    void shouldShowMetricsToTheTimelineAlone() {
        final Stage stage = stage(first, first, second);
        slot.metric(MetricType.GAUGE.code(), SERIES, false, 0, 10, 10);

        stage.onEvent(slot, 0, false);

        assertThat(first.entries()).containsExactly(Entry.metric(MetricType.GAUGE, "key", 0, 10));
        assertThat(second.entries()).isEmpty();
    }

    @Test
    void shouldShowEventsAndDocumentsToAll() {
        final Stage stage = stage(first, first, second);
        slot.event(Slot.Kind.EVENT, SERIES, 0, 10, 10);
        stage.onEvent(slot, 0, false);
        slot.event(Slot.Kind.QUERY_EVENT, SERIES, 0, 10, 10);
        stage.onEvent(slot, 1, false);
        slot.data(SERIES, new byte[] {'1'}, Slot.ONE_OF_ITS_TIME, 10, 10);
        stage.onEvent(slot, 2, false);

        assertThat(first.entries()).hasSize(3).isEqualTo(second.entries());
    }

    @Test
    void shouldShowNobodyWhatIsForNobody() {
        slot.nothing();
        stage(first, first, second).onEvent(slot, 0, true);

        assertThat(first.entries()).isEmpty();
        assertThat(first.batches()).isEqualTo(1);
        assertThat(second.batches()).isEqualTo(1);
    }

    @Test
    void shouldRunACommandForItsHandlerOnly() {
        final List<String> ran = new ArrayList<>();
        slot.command(second, () -> ran.add("here"));
        stage(first, first, second).onEvent(slot, 0, false);

        assertThat(ran).containsExactly("here");
    }

    @Test
    void shouldTellOfPurgedSeriesBeforeTheTick() {
        slot.tick(5, 5, false);
        slot.purged(List.of(SERIES));
        stage(first, first, second).onEvent(slot, 0, false);

        assertThat(first.purged()).isEmpty();
        assertThat(second.purged()).containsExactly(SERIES);
        assertThat(second.ticks()).containsExactly(5L);
    }

    @Test
    void shouldDropAndCountWhatTheTimelineFaultsOn() {
        final Handler timeline = new Thrower();
        final Stage stage = stage(timeline, timeline, second);
        slot.metric(MetricType.GAUGE.code(), SERIES, false, 0, 10, 10);
        stage.onEvent(slot, 0, false);
        slot.event(Slot.Kind.EVENT, SERIES, 0, 10, 10);
        stage.onEvent(slot, 1, false);
        slot.event(Slot.Kind.QUERY_EVENT, SERIES, 0, 10, 10);
        stage.onEvent(slot, 2, false);

        assertThat(second.entries()).isEmpty();
        assertThat(counters.read(EngineCounter.DROPPED_ERROR)).isEqualTo(2);
        assertThat(counters.read(EngineCounter.QUERY_EVENTS_REJECTED)).isEqualTo(1);
        assertThat(counters.read(EngineCounter.HANDLER_ERRORS)).isEqualTo(3);
        assertThat(errors).extracting(Throwable::getMessage).containsExactly("fault 1", "fault 2", "fault 3");
    }

    @Test
    void shouldGoOnWithTheNextHandlerWhenOneFaults() {
        final Stage stage = stage(first, first, new Thrower(), second);
        slot.event(Slot.Kind.EVENT, SERIES, 0, 10, 10);
        stage.onEvent(slot, 0, true);
        stage.onShutdown();

        assertThat(second.entries()).containsExactly(Entry.event("key", 0, 10));
        assertThat(second.batches()).isEqualTo(1);
        assertThat(second.isShutDown()).isTrue();
        assertThat(stage.hasEnded()).isTrue();
        assertThat(counters.read(EngineCounter.DROPPED_ERROR)).isZero();
        assertThat(counters.read(EngineCounter.HANDLER_ERRORS)).isEqualTo(3);
    }

    @Test
    void shouldTellOfEveryPurgedSeriesThoughEachFaults() {
        slot.tick(5, 5, false);
        slot.purged(List.of(SERIES, SERIES));
        stage(first, first, new Thrower(), second).onEvent(slot, 0, false);

        assertThat(errors).extracting(Throwable::getMessage).containsExactly("fault 1", "fault 2", "fault 3");
        assertThat(second.purged()).hasSize(2);
    }

    @Test
    void shouldShowNothingMoreOnceHalted() {
        final Stage stage = stage(first, first);
        slot.event(Slot.Kind.EVENT, SERIES, 0, 10, 10);
        stage.onEvent(slot, 0, false);
        stage.halt();
        stage.onEvent(slot, 1, true);

        assertThat(first.entries()).hasSize(1);
        assertThat(stage.seen()).isZero();
    }

    private Stage stage(final Handler timeline, final Handler... handlers) {
        return new Stage(List.of(handlers), timeline, 1, counters, errors::add);
    }
}
