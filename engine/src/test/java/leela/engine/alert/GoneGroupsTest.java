package leela.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import leela.engine.dmproc.due.Due;
import leela.engine.dmproc.due.WatchTime;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryLimits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bound for three groups whose series are gone, and a quarter of one. */
final class GoneGroupsTest {

    private static final int ROOM = 3;
    private static final long ONE_BYTES = GoneGroups.GROUP_BYTES + 4L * "web1".length();

    private final List<String> closed = new ArrayList<>();
    private final Alerts alerts = new Alerts(
            (groups, told) -> groups.forEach(group -> closed.add(group.alert() + " " + group.group())),
            new QueryLimits(1, 1, 2 * (ROOM * ONE_BYTES + ONE_BYTES / 4)));
    private final GoneGroups gone = alerts.gone();
    private AlertRun run;

    @BeforeEach
    void begin() throws SyntaxException {
        run = new AlertRun(alerts, AlertProgram.parse("ALERT hot WHEN [> 90] FROM ^(web.*)$ BY $1;"));
        run.onBegin(new StandingTime());
    }

    @Test
    void shouldCloseTheOldestBeyondItsRoom() {
        for (int i = 1; i <= ROOM; i++) {
            gone.add(group("web" + i), 0);
        }
        assertThat(closed).isEmpty();

        gone.add(group("web4"), 0);

        assertThat(closed).containsExactly("hot web1");
    }

    @Test
    void shouldChargeNamesByTheirLength() {
        gone.add(group("web1"), 0);
        gone.add(group("web2".repeat(100)), 0);

        assertThat(closed).containsExactly("hot web1");
    }

    @Test
    void shouldHaveRoomAgainForThoseWhoseSeriesCame() {
        final AlertGroup back = group("web1");
        gone.add(back, 0);
        gone.remove(back);
        gone.remove(back);
        for (int i = 2; i <= 1 + ROOM; i++) {
            gone.add(group("web" + i), 0);
        }

        assertThat(closed).isEmpty();
    }

    @Test
    void shouldCountAGroupOnce() {
        final AlertGroup group = group("web1");
        for (int i = 0; i <= ROOM; i++) {
            gone.add(group, 0);
        }

        assertThat(closed).isEmpty();
    }

    @Test
    void shouldCountThoseOfAnEarlierRunOnceTheyHadTimeToCome() {
        for (int i = 1; i <= ROOM; i++) {
            gone.await(group("web" + i), 0);
        }
        gone.add(group("web4"), GoneGroups.PATIENCE_NS - 1);
        assertThat(closed).isEmpty();

        gone.add(group("web5"), GoneGroups.PATIENCE_NS);

        assertThat(closed).as("before web4, which went first").containsExactly("hot web4", "hot web1");
    }

    private AlertGroup group(final String name) {
        return new AlertGroup(run, name, List.of(name));
    }

    private static final class StandingTime implements WatchTime {

        @Override
        public long nowNs() {
            return 0;
        }

        @Override
        public void await(final Due due, final long dueNs) {}

        @Override
        public void onOutput(final byte[] name, final double value, final long timeNs) {}
    }
}
