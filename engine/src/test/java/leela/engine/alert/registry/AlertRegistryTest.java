package leela.engine.alert.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import leela.engine.alert.AlertState;
import leela.engine.alert.JdkPattern;
import leela.engine.alert.Transition;
import leela.engine.counters.Counters;
import leela.engine.dmproc.language.AlertChecks;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.notify.delivery.MemoryLog;
import leela.engine.runtime.ManualClock;
import leela.engine.series.Series;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts as people write, see and quieten them, over restarts. */
final class AlertRegistryTest {

    private static final String DISK = "ALERT disk WHEN [> 90] FROM ^(.*)\\.df$ BY $1 SEVERITY critical TO ops;";
    private static final long HOUR_NS = 3_600_000_000_000L;

    private final ManualClock clock = new ManualClock(HOUR_NS);
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final List<Transition> delivered = new CopyOnWriteArrayList<>();
    private final MemoryLog log = new MemoryLog();
    private final Map<String, Series> series = new HashMap<>();
    private long numberTold = Long.MIN_VALUE; // nothing
    private StandingQueries queries;
    private AlertRegistry alerts;

    @BeforeEach
    void start() {
        final Counters counters = Counters.inMemory();
        queries = new StandingQueries(QueryLimits.DEFAULT, clock, counters, faults::add);
        series.clear();
        alerts = new AlertRegistry(new AlertRegistry.Setup(
                new QueryRegistry(queries, this::run, JdkPattern::of, QueryLimits.DEFAULT, counters),
                this::run,
                JdkPattern::of,
                log,
                clock,
                counters,
                faults::add));
        alerts.deliverTo(delivered::add);
        alerts.deliverLateTo((late, onKept) -> {
            delivered.addAll(late);
            onKept.run();
        });
        alerts.start(numberTold);
    }

    @AfterEach
    void stop() {
        alerts.close();
        assertThat(faults).isEmpty();
    }

    @Test
    void shouldRunOnWhatAPersonWroteWhenItStartsAgain() throws Exception {
        alerts.define(program(DISK), "alice@example.org");
        event("web1.df", 95);
        restart();
        event("web1.df", 96);
        event("web1.df", 5);
        alerts.close();

        assertThat(alerts.defined()).extracting(DefinedAlert::by).containsExactly("alice@example.org");
        assertThat(numbers(delivered)).containsExactly(1L, 1L, 2L); // once more after a restart: who delivers knows
        assertThat(delivered.get(2).to()).isEqualTo(AlertState.OK);
        assertThat(delivered.get(2).opened()).isEqualTo(1);
    }

    @Test
    void shouldRunOnWhatWouldBeRefusedNowWhenAnEarlierVersionTookIt() throws Exception {
        final AlertProgram doubtful = program("ALERT disk WHEN [> 90] FROM df$ CLEAR [< 95] NOTE \"{foo}\";");
        assertThat(AlertChecks.faults(doubtful)).hasSize(2);
        alerts.define(doubtful, "alice");
        restart();

        assertThat(alerts.defined()).extracting(DefinedAlert::program).containsExactly(doubtful);
    }

    @Test
    void shouldHandOnAgainWhatAKillMayHaveKeptWhenItStarts() throws Exception {
        alerts.deliverTo(lost -> {});
        alerts.define(program(DISK), "alice");
        event("web1.df", 95);
        restart();

        assertThat(numbers(delivered)).containsExactly(1L);
    }

    @Test
    void shouldForgetHowItStoodWhenItIsDropped() throws Exception {
        alerts.define(program(DISK), "alice");
        event("web1.df", 95);
        assertThat(alerts.drop("disk", "bob")).isEqualTo(1);
        restart();

        assertThat(alerts.defined()).isEmpty();
        assertThat(open()).isEmpty();
        assertThatThrownBy(() -> alerts.drop("disk", "bob")).hasMessage("There is no alert disk.");
    }

    @Test
    void shouldLeaveAloneWhatIsAsItWasWhenFilesAreLoadedAgain() throws Exception {
        final DefinedAlert disk = new DefinedAlert(program(DISK), "a.alerts", true);
        final DefinedAlert load = new DefinedAlert(program("ALERT load WHEN [> 4] FROM load$;"), "a.alerts", true);
        alerts.load(List.of(disk, load));
        event("web1.df", 95);
        event("web1.load", 5);

        final DefinedAlert swap = new DefinedAlert(program("ALERT swap WHEN [> 4] FROM swap$;"), "b.alerts", true);
        assertThat(alerts.load(List.of(disk, swap)))
                .isEqualTo(new LoadedAlerts(List.of("swap"), List.of(), List.of("load"), 1));
        event("web1.df", 96);
        alerts.close();

        assertThat(alerts.defined()).extracting(one -> one.program().name()).containsExactly("disk", "swap");
        assertThat(numbers(delivered)).containsExactly(1L, 2L, 3L);
        assertThat(delivered.get(2).to())
                .as("load, which is in no file any more")
                .isEqualTo(AlertState.CLOSED);
        assertThat(open()).extracting(OpenAlert::number).containsExactly(1L);
        assertThatThrownBy(() -> alerts.define(program(DISK), "alice"))
                .hasMessage("The alert disk stands in a.alerts: change it there.");
    }

    @Test
    void shouldShowWhoHasSeenItUntilItIsOverWhenSomebodySaysSo() throws Exception {
        alerts.define(program(DISK), "alice");
        event("web1.df", 95);
        awaitDelivered(1);
        final List<String> seen = new CopyOnWriteArrayList<>();
        alerts.onSeen((told, one) -> seen.add(told.number() + " " + one.by() + " " + one.text()));
        alerts.acknowledge(1, "bob", "I look");
        assertThat(seen).containsExactly("1 bob I look");
        assertThat(alerts.why(1, (number, name) -> ""))
                .startsWith("#1 disk web1 went from ok to firing at ")
                .contains("seen by bob: I look");
        assertThatThrownBy(() -> alerts.why(9, (number, name) -> ""))
                .hasMessage("There is no alert #9, or it is too long ago.");
        restart();

        assertThat(open()).extracting(one -> one.acknowledgement().by()).containsExactly("bob");

        event("web1.df", 5);
        alerts.close();
        assertThat(open()).isEmpty();
        assertThatThrownBy(() -> alerts.acknowledge(1, "bob", "late")).hasMessage("The alert #1 is over.");
        assertThatThrownBy(() -> alerts.acknowledge(9, "bob", "?")).hasMessage("There is no alert #9.");
    }

    @Test
    void shouldForgetWhatAPersonClosesAndTellWhoWasTold() throws Exception {
        alerts.define(program(DISK), "alice");
        event("web1.df", 95);
        event("web2.df", 95);
        awaitDelivered(2);
        alerts.acknowledge(1, "bob", "I look");

        assertThat(alerts.close(1, "bob {1}", "retired")).contains(delivered.get(0));

        assertThat(open()).extracting(OpenAlert::number).containsExactly(2L);
        assertThat(alerts.why(3, (number, recipient) -> ""))
                .contains("went from firing to closed")
                .contains("web1: closed by bob (1): retired.")
                .contains("Now: it is over.");
        assertThatThrownBy(() -> alerts.close(1, "bob", "")).hasMessage("The alert #1 is over.");
        assertThatThrownBy(() -> alerts.close(9, "bob", "")).hasMessage("There is no alert #9.");
        restart();
        assertThat(open()).extracting(OpenAlert::number).containsExactly(2L);
        event("web1.df", 96);
        alerts.close();

        final Transition closed = delivered.get(2);
        assertThat(closed.opened()).isEqualTo(1);
        assertThat(closed.recipients()).containsExactly("ops");
        assertThat(delivered.get(delivered.size() - 1).opened()).as("anew").isEqualTo(4);
    }

    @Test
    void shouldKeepNothingOfAGroupThatIsOverWhenItsSeriesAreGone() throws Exception {
        alerts.define(program(DISK), "alice");
        event("web1.df", 95);
        event("web1.df", 5);
        final Series gone = series.remove("web1.df");
        run(() -> queries.onPurged(gone));
        alerts.close();

        assertThat(new AlertLog(log, faults::add).book().groups()).isEmpty();
    }

    @Test
    void shouldGiveNoNumberAgainThatPeopleWereToldWhenItsFileIsOlder() throws Exception {
        alerts.define(program(DISK), "alice");
        event("web1.df", 95);
        awaitDelivered(1);
        alerts.close();
        delivered.clear();
        numberTold = 7; // an outbox knows
        start();
        event("web2.df", 95);
        restart();
        event("web3.df", 95);
        alerts.close();

        assertThat(numbers(delivered)).contains(8L, 9L).doesNotContain(2L, 3L);
        assertThat(alerts.number()).isEqualTo(9);
    }

    @Test
    void shouldTellNobodyWhileItIsSilenced() throws Exception {
        alerts.define(program(DISK), "alice");
        final Silence silence = alerts.silence("^web1", HOUR_NS, "bob", "a new disk comes");
        event("web1.df", 95);
        event("web2.df", 95);
        restart();
        assertThat(open()).filteredOn(one -> one.silence() != null).hasSize(1);

        alerts.unsilence(silence.id());
        event("web1.df", 5);
        alerts.close();

        assertThat(delivered.stream().filter(one -> one.group().equals("web1")).map(Transition::to))
                .containsExactly(AlertState.FIRING, AlertState.OK);
        assertThat(alerts.silences()).isEmpty();
        assertThatThrownBy(() -> alerts.unsilence(7)).hasMessage("There is no silence 7.");
    }

    @Test
    void shouldTellWhatStillStandsWhenTheSilenceEnds() throws Exception {
        alerts.define(program(DISK), "alice");
        event("web3.df", 95);
        awaitDelivered(1);
        alerts.silence("disk", HOUR_NS, "bob", "");
        alerts.tellUnsilenced();
        event("web1.df", 95);
        event("web2.df", 95);
        event("web2.df", 5);
        event("web3.df", 5);
        restart();
        delivered.clear();
        alerts.tellUnsilenced();
        assertThat(delivered).isEmpty();

        clock.advanceNs(HOUR_NS);
        alerts.tellUnsilenced();
        alerts.tellUnsilenced();

        assertThat(delivered)
                .as("web1 burns, web3 burned when people were told of it, web2 came and went")
                .extracting(Transition::group, Transition::to)
                .containsExactly(tuple("web1", AlertState.FIRING), tuple("web3", AlertState.OK));
        while (alerts.why(delivered.get(0).number(), (number, name) -> "").contains("silenced")) {
            Thread.onSpinWait();
        }
        assertThat(alerts.why(delivered.get(0).number(), (number, name) -> "")).contains("It was for ops.");
        restart();
        delivered.clear();
        alerts.tellUnsilenced();
        assertThat(delivered).as("once").isEmpty();
    }

    @Test
    void shouldTellThatItIsClosedWhenTheAlertItselfEnds() throws Exception {
        alerts.define(program(DISK), "alice");
        final String load = "ALERT load WHEN [> 4] FROM ^(.*)\\.load$ BY $1 TO ops;";
        alerts.load(List.of(new DefinedAlert(program(load), "a.alerts", true)));
        event("web1.df", 95);
        event("web2.df", 95);
        event("web1.load", 5);
        awaitDelivered(3);

        assertThat(alerts.drop("disk", "bob")).isEqualTo(2);
        alerts.load(List.of());
        alerts.close();

        assertThat(delivered.subList(3, delivered.size()))
                .extracting(Transition::opened, Transition::to, Transition::note)
                .containsExactly(
                        tuple(1L, AlertState.CLOSED, "{group}: closed by bob: the alert was dropped"),
                        tuple(2L, AlertState.CLOSED, "{group}: closed by bob: the alert was dropped"),
                        tuple(
                                3L,
                                AlertState.CLOSED,
                                "{group}: closed by a reload: the alert stands in no file any more"));
    }

    @Test
    void shouldNotForgetHowAnAlertStoodWhoseFileIsNotThereAtAStart() throws Exception {
        final List<DefinedAlert> files = List.of(new DefinedAlert(program(DISK), "a.alerts", true));
        alerts.load(files);
        event("web1.df", 95);
        restart();
        alerts.loadFirst(List.of());
        restart();
        alerts.loadFirst(files);

        assertThat(open()).extracting(OpenAlert::number).containsExactly(1L);
    }

    @Test
    void shouldTellAgainWhenItsTimeOfSilenceIsOver() throws Exception {
        alerts.define(program(DISK), "alice");
        alerts.silence("disk", HOUR_NS, "bob", "");
        clock.advanceNs(2 * HOUR_NS);
        event("web1.df", 95);
        alerts.close();

        assertThat(numbers(delivered)).containsExactly(1L);
        assertThat(alerts.silences()).isEmpty();
    }

    @Test
    void shouldShowTheFirstAndTellHowManyThereAre() throws Exception {
        alerts.define(program(DISK), "alice");
        for (int i = 0; i < 5; i++) {
            event("web" + i + ".df", 95);
        }
        restart();

        final OpenAlerts some = alerts.open(group -> !group.group().equals("web0"), 2);

        assertThat(some.first())
                .extracting(one -> one.group().group())
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(some.all()).isEqualTo(4);
        assertThat(some.left()).isEqualTo(2);
    }

    @Test
    void shouldGiveTheNewestOfWhatWasToldOfTheSame() throws Exception {
        alerts.define(program(DISK.replace("TO ops", "FLAP 100 IN 1ms TO ops")), "alice");
        for (int i = 0; i < 10; i++) {
            clock.advanceNs(HOUR_NS);
            event("web1.df", i % 2 == 0 ? 95 : 5);
        }
        awaitDelivered(10);

        assertThat(numbers(alerts.ofSame(delivered.get(0), 3))).containsExactly(8L, 9L, 10L);
        assertThat(alerts.ofSame(delivered.get(0), 100)).hasSize(10);
    }

    @Test
    void shouldLetNobodyHaveMoreAlertsThanQueries() throws Exception {
        final int most = QueryLimits.DEFAULT.maxQueriesPerOwner();
        for (int i = 0; i < most; i++) {
            alerts.define(program(DISK.replace("disk", "disk" + i)), "alice");
        }

        assertThatThrownBy(() -> alerts.define(program(DISK), "alice"))
                .isInstanceOf(AlertRefusedException.class)
                .hasMessage("You already have 100 alerts, as many as one may have.");
        alerts.define(program(DISK.replace("disk", "disk7").replace("90", "80")), "alice");
        alerts.define(program(DISK), "bob");
    }

    @Test
    void shouldKeepNoSilenceThatIsOver() throws Exception {
        for (int i = 0; i < 3; i++) {
            alerts.silence("disk", HOUR_NS, "bob", "");
            clock.advanceNs(HOUR_NS);
        }
        restart();

        assertThat(log.read()).hasSize(2); // the numbers, and the third
    }

    private List<OpenAlert> open() {
        return alerts.open(group -> true, Integer.MAX_VALUE).first();
    }

    private void restart() throws Exception {
        alerts.close();
        start();
    }

    private boolean run(final Runnable body) {
        body.run();
        return true;
    }

    private void awaitDelivered(final int count) {
        while (delivered.size() < count) {
            Thread.onSpinWait();
        }
    }

    private void event(final String key, final double value) {
        queries.onEvent(
                series.computeIfAbsent(key, name -> Series.detached(name.getBytes(StandardCharsets.UTF_8))),
                value,
                clock.timeNs());
    }

    private static AlertProgram program(final String text) throws SyntaxException {
        return AlertProgram.parse(text);
    }

    private static List<Long> numbers(final List<Transition> transitions) {
        return transitions.stream().map(Transition::number).toList();
    }
}
