package leela.engine.alert.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import leela.engine.alert.AlertOutputs;
import leela.engine.alert.Alerts;
import leela.engine.alert.JdkPattern;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.notify.delivery.MemoryLog;
import leela.engine.runtime.ManualClock;
import leela.engine.series.Series;
import org.junit.jupiter.api.Test;

/** Which alerts run, whoever wrote them. */
final class RunningAlertsTest {

    private static final QueryLimits SMALL = new QueryLimits(100, 2, 1 << 16);
    private static final String DISK = "ALERT disk WHEN [> 90] FROM df$;";
    private static final String LOAD = "ALERT load WHEN [> 4] FROM load$;";

    private final ManualClock clock = new ManualClock(1);
    private final Counters counters = Counters.inMemory();
    private final List<Throwable> faults = new ArrayList<>();
    private final MemoryLog disk = new MemoryLog();
    private final StandingQueries queries = new StandingQueries(SMALL, clock, counters, faults::add);
    private final AlertOutputs outputs = (groups, told) -> {};
    private final RunningAlerts alerts = open();

    @Test
    void shouldSayHowManySeriesAnAlertFollowsWhenItHasNoRoomForAll() throws Exception {
        alerts.define(program(DISK), "alice");
        event("web1.df");
        assertThat(alerts.partial()).isEmpty();

        final int many = 1000;
        for (int i = 0; i < many; i++) {
            event("web" + i + ".df");
        }
        queries.onBatchEnd();

        assertThat(alerts.partial()).singleElement().satisfies(one -> {
            assertThat(one.alert()).isEqualTo("disk");
            assertThat(one.followed()).isPositive();
            assertThat(one.leftOut()).isPositive();
            assertThat(one)
                    .hasToString("disk follows only " + one.followed() + " of the " + (one.followed() + one.leftOut())
                            + " series that match");
        });
        assertThat(counters.read(EngineCounter.QUERY_STATE_BYTES))
                .as("all alerts are one owner, who may have half")
                .isBetween(SMALL.maxStateBytes() / 2 - 2000, SMALL.maxStateBytes() / 2);
    }

    @Test
    void shouldRunWhatAPersonWroteAgainAndNothingThatWasDropped() throws Exception {
        alerts.define(program(DISK), "alice");
        alerts.define(program(LOAD), "bob");
        alerts.drop("load");
        final RunningAlerts again = open();
        again.startAgain(faults::add);

        assertThat(again.all()).containsExactly(new DefinedAlert(program(DISK), "alice", false));
        assertThat(again.program("load")).isNull();
    }

    @Test
    void shouldRunTheOthersWhenOneCannotStartAgain() throws Exception {
        final AlertLog log = new AlertLog(disk, faults::add);
        for (int i = 0; i < 3; i++) {
            log.record(new LogEntry.Defined(DISK.replace("disk", "disk" + i), "alice"));
        }
        final RunningAlerts again = open(new QueryLimits(2, 2, 1 << 16));
        again.startAgain(faults::add);

        assertThat(again.names()).containsExactly("disk0", "disk1");
        assertThat(faults)
                .singleElement()
                .satisfies(fault -> assertThat(fault).hasMessageStartingWith("The alert disk2 does not start again: "));
    }

    @Test
    void shouldKeepFilesAndPersonsApart() throws Exception {
        final DefinedAlert ofFile = new DefinedAlert(program(DISK), "a.alerts", true);
        assertThat(alerts.load(List.of(ofFile), true).started()).containsExactly("disk");
        alerts.define(program(LOAD), "alice");

        assertThatThrownBy(() -> alerts.define(program(DISK), "alice"))
                .hasMessage("The alert disk stands in a.alerts: change it there.");
        assertThatThrownBy(() -> alerts.drop("disk"))
                .hasMessage("The alert disk stands in a.alerts: take it out there.");
        assertThat(alerts.without(List.of())).as("of files alone").containsExactly("disk");
        assertThat(alerts.load(List.of(), true).ended()).containsExactly("disk");
        assertThat(alerts.names()).containsExactly("load");
    }

    private RunningAlerts open() {
        return open(SMALL);
    }

    private RunningAlerts open(final QueryLimits limits) {
        return new RunningAlerts(
                new QueryRegistry(queries, this::run, JdkPattern::of, limits, counters),
                new Alerts(outputs, limits),
                new AlertLog(disk, faults::add));
    }

    private boolean run(final Runnable body) {
        body.run();
        return true;
    }

    private void event(final String key) {
        queries.onEvent(Series.detached(key.getBytes(StandardCharsets.UTF_8)), 1, clock.timeNs());
    }

    private static AlertProgram program(final String text) throws SyntaxException {
        return AlertProgram.parse(text);
    }
}
