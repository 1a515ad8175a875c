package leela.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import leela.engine.alert.trial.AlertTrial;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.StandingQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people are told of, and what they are not: alerts behind a ring. Times are seconds. */
final class AlertRunTest {

    private static final long SECOND = 1_000_000_000;
    private static final String DISK = "ALERT disk WHEN [> 90] FROM ^(.*)\\.df-(.*)$ BY $1, $2 ";

    private final List<Throwable> faults = new ArrayList<>();
    private final List<GroupRecord> kept = new ArrayList<>();
    private AlertTrial trial = trial();
    private long nowS = 1_000_000;

    @AfterEach
    void shouldHaveHadNoFault() {
        trial.close();
        assertThat(faults).isEmpty();
    }

    @Test
    void shouldTellOnceAndOnceThatItIsOverWhenAValueStaysHigh() throws Exception {
        start(DISK + "CLEAR [< 85] SEVERITY critical TO ops NOTE \"call\";");
        for (final double x : new double[] {80, 91, 95, 89, 91, 84, 80, 88}) {
            event("web1.df-root", x);
        }

        assertThat(told()).containsExactly("1 web1.root ok>firing 1", "2 web1.root firing>ok 1");
        final Transition first = trial.transitions().get(0);
        assertThat(first.labels()).containsExactly("web1", "root");
        assertThat(first.value()).isEqualTo(91);
        assertThat(first.recipients()).containsExactly("ops");
        assertThat(trial.transitions().get(1).opened()).isEqualTo(1);
    }

    @Test
    void shouldTellNobodyWhenItIsOverBeforeItsHold() throws Exception {
        start(DISK + "FOR 30s;");
        for (final double x : new double[] {91, 91, 89, 91, 91, 91}) {
            event("web1.df-root", x);
        }
        assertThat(told()).isEmpty();

        event("web1.df-root", 91);

        assertThat(told()).containsExactly("1 web1.root pending>firing 1");
        assertThat(trial.transitions().get(0).sinceNs()).isEqualTo((nowS - 40) * SECOND);
    }

    @Test
    void shouldTellWhenWhatDecidedHadArrived() throws Exception {
        start(DISK + "NODATA 60s;");
        trial.event("web1.df-root", 95, nowS * SECOND, nowS * SECOND + 7, 10_000);
        silence(62);

        assertThat(trial.transitions()).hasSize(2);
        final Transition fires = trial.transitions().get(0);
        assertThat(fires.arrivedNs() - fires.timeNs()).isEqualTo(7);
        final Transition silent = trial.transitions().get(1);
        assertThat(silent.arrivedNs()).as("the tick").isEqualTo(silent.timeNs());
    }

    @Test
    void shouldTellOfSilenceWithinTwoSecondsAndNeverThatItIsOver() throws Exception {
        start(DISK + "NODATA 60s;");
        event("web1.df-root", 95);

        silence(62);
        assertThat(told()).containsExactly("1 web1.root ok>firing 1", "2 web1.root firing>unknown 1");

        silence(1000);
        event("web1.df-root", 95);
        assertThat(told()).hasSize(3).last().isEqualTo("3 web1.root unknown>firing 1");
        assertThat(trial.transitions()).allMatch(one -> one.opened() == 1);
    }

    @Test
    void shouldWaitForSoManyIntervalsWhenItGoesByThem() throws Exception {
        start(DISK + "NODATA 3 intervals;");
        trial.event("web1.df-root", 1, nowS * SECOND, 20_000);

        silence(58);
        assertThat(told()).isEmpty();
        silence(4);
        assertThat(told()).containsExactly("1 web1.root ok>unknown 1");
    }

    @Test
    void shouldSendOneMessageWhenAHostWithManySeriesDiesAndOneWhenItIsBack() throws Exception {
        start(DISK + "NODATA 60s;");
        for (int i = 0; i < 400; i++) {
            trial.event("web1.df-" + i, 1, nowS * SECOND + i * SECOND / 40, 10_000); // spread over ten seconds
            trial.event("web2.df-" + i, 1, nowS * SECOND + i * SECOND / 40, 10_000);
        }
        for (int round = 0; round < 8; round++) {
            silence(10);
            for (int i = 0; i < 400; i++) {
                event0("web2.df-" + i, 1);
            }
        }
        assertThat(told()).hasSize(1);
        assertThat(trial.transitions().get(0).group()).isEqualTo("web1");
        assertThat(trial.transitions().get(0).series()).isGreaterThan(1);
        assertThat(trial.groups().stream().filter(one -> one.state() == AlertState.UNKNOWN))
                .hasSize(400);

        silence(10);
        for (int i = 0; i < 400; i++) {
            event0("web1.df-" + i, 1);
            event0("web2.df-" + i, 1);
        }
        silence(5);
        assertThat(told()).hasSize(2).last().asString().startsWith("2 web1 unknown>ok");
    }

    @Test
    void shouldSayThatAHostIsBackWhenOneOfItsSeriesIs() throws Exception {
        start(DISK + "NODATA 60s;");
        event0("web1.df-a", 1);
        event0("web1.df-b", 1);
        silence(62);
        event0("web1.df-a", 1);
        silence(5);
        event0("web1.df-b", 1);
        silence(5);

        assertThat(told()).containsExactly("1 web1 ok>unknown 2", "2 web1 unknown>ok 1");
        assertThat(trial.transitions()).allMatch(one -> one.opened() == 1);
    }

    @Test
    void shouldSayThatAHostIsBackWhenOneOfItsSeriesIsAfterARestart() throws Exception {
        start(DISK + "NODATA 60s;");
        event0("web1.df-a", 1);
        event0("web1.df-b", 1);
        silence(62);
        restart(1);
        start(DISK + "NODATA 60s;");
        event0("web1.df-a", 1);
        silence(2);

        assertThat(told()).containsExactly("2 web1 unknown>ok 1");
    }

    @Test
    void shouldSayThatAHostIsBackUnderTheNameOfTheSeriesThatWasToldOf() throws Exception {
        start(DISK + "NODATA 60s;");
        event("web1.df-a", 1);
        event("web1.df-b", 1);
        silence(62);
        event0("web1.df-b", 1);
        event0("web1.df-a", 1);
        silence(2);

        assertThat(told()).containsExactly("1 web1.a ok>unknown 1", "2 web1.a unknown>ok 2");
    }

    @Test
    void shouldTellAgainWhenTheWholeHostFollowsLongAfterOneOfItsSeries() throws Exception {
        start(DISK + "NODATA 60s;");
        event0("web1.df-a", 1);
        for (int i = 0; i < 30; i++) {
            event("web1.df-b", 1);
        }
        silence(70);

        assertThat(told()).containsExactly("1 web1.a ok>unknown 1", "2 web1.b ok>unknown 1");
    }

    @Test
    void shouldSendAtMostEightMessagesWhenItFlapsFortyTimes() throws Exception {
        start(DISK + ";");
        for (int i = 0; i < 40; i++) {
            event("web1.df-root", 91);
            event("web1.df-root", 89);
        }
        silence(2 * 3600);

        assertThat(told().size()).isLessThanOrEqualTo(8);
        assertThat(told()).element(6).isEqualTo("7 web1.root ok>flapping 1");
        assertThat(told()).last().isEqualTo("8 web1.root flapping>ok 1");
    }

    @Test
    void shouldTellHowOftenItChangedWhenItFlapsForHours() throws Exception {
        start(DISK + "FLAP 2 IN 10m;");
        for (int i = 0; i < 8 * 60; i++) {
            event("web1.df-root", i % 2 == 0 ? 91 : 89);
        }

        assertThat(told())
                .startsWith("1 web1.root ok>firing 1", "2 web1.root firing>ok 1", "3 web1.root ok>flapping 1")
                .element(3)
                .asString()
                .startsWith("4 web1.root flapping>flapping 36");
    }

    @Test
    void shouldTellNothingTwiceAndForgetNothingWhenItStartsAgain() throws Exception {
        start(DISK + "FOR 30s NODATA 60s;");
        for (int i = 0; i < 4; i++) {
            event0("web1.df-firing", 95);
            event0("web1.df-ok", 5);
            event("web2.df-silent", 5);
        }
        event0("web1.df-pending", 95);
        silence(61);
        event0("web1.df-firing", 95);
        event0("web1.df-ok", 5);
        event0("web1.df-pending", 95);
        silence(2);
        final List<String> before = told();
        restart(before.size());
        start(DISK + "FOR 30s NODATA 60s;");

        event0("web1.df-firing", 95);
        assertThat(told()).isEmpty();
        event0("web1.df-pending", 95);
        nowS += 30;
        event0("web1.df-pending", 95);
        event0("web1.df-firing", 80);
        event0("web2.df-silent", 5);
        silence(40);
        silence(30);

        assertThat(before).contains("1 web1.firing pending>firing 1");
        assertThat(told())
                .contains("7 web1.firing firing>ok 1")
                .anyMatch(one -> one.contains("web1.pending") && one.contains(">firing"))
                .anyMatch(one -> one.contains("web2.silent unknown>ok"))
                .anyMatch(one -> one.contains("ok>unknown")) // of web1.ok, which never came again
                .doesNotContain("1 web1.firing pending>firing 1");
    }

    @Test
    void shouldGoOnWhenItIsWrittenOtherwise() throws Exception {
        final StandingQuery first = start(DISK + ";");
        event("web1.df-root", 95);
        start(DISK + "SEVERITY critical;");
        first.close();
        event("web1.df-root", 96);
        assertThat(told()).hasSize(1);

        event("web1.df-root", 5);

        assertThat(told()).hasSize(2).last().isEqualTo("2 web1.root firing>ok 1");
        assertThat(trial.transitions().get(1).severity()).isEqualTo("critical");
    }

    @Test
    void shouldStayOpenWhenItsSeriesIsLetGoOf() throws Exception {
        start(DISK + ";");
        event("web1.df-root", 95);
        trial.purge("web1.df-root");
        event("web1.df-root", 96);
        assertThat(told()).hasSize(1);

        event("web1.df-root", 5);

        assertThat(told()).hasSize(2);
    }

    @Test
    void shouldCloseTheOldestWhenTooManyOfSeriesThatAreGoneAreOpen() throws Exception {
        trial.close();
        final int most = 20;
        trial = new AlertTrial(
                JdkPattern::of,
                faults::add,
                new QueryLimits(10, 10, 2L * most * GoneGroups.GROUP_BYTES),
                (groups, told) -> kept.addAll(groups));
        start(DISK + "TO ops;");
        for (int i = 0; i < 3 * most; i++) {
            event("web" + i + ".df-root", 95);
            trial.purge("web" + i + ".df-root");
        }

        final List<Transition> closed = trial.transitions().stream()
                .filter(one -> one.to() == AlertState.CLOSED)
                .toList();
        assertThat(closed).hasSizeBetween(2 * most, 2 * most + 5);
        assertThat(closed.get(0).group()).isEqualTo("web0.root");
        assertThat(closed.get(0).opened()).isEqualTo(1);
        assertThat(closed.get(0).recipients()).containsExactly("ops");
        assertThat(closed.get(0).note()).contains("not seen any more");
        event("web0.df-root", 96);
        assertThat(told()).last().asString().endsWith(" web0.root ok>firing 1");
    }

    /** After a restart all groups have no series at first. */
    @Test
    void shouldNotTakeGroupsOfAnEarlierRunForGoneBeforeTheirSeriesHadTimeToCome() throws Exception {
        final int most = 20;
        start(DISK + "NODATA 60s;");
        for (int i = 0; i < 3 * most; i++) {
            event0("web" + i + ".df-root", 5);
        }
        final List<GroupRecord> left = List.copyOf(kept);
        trial.close();
        trial = new AlertTrial(
                JdkPattern::of,
                faults::add,
                new QueryLimits(10, 10, 2L * most * (GoneGroups.GROUP_BYTES + 100)),
                (groups, told) -> {});
        trial.restore(0, left);
        start(DISK + "NODATA 60s;");
        event0("web0.df-root", 5);
        trial.purge("web0.df-root");
        for (int i = 0; i < 3 * most; i++) {
            event0("web" + i + ".df-root", 5);
        }

        assertThat(told()).isEmpty();
    }

    @Test
    void shouldBeginAnewWithTheNextSampleWhenSomebodyClosesIt() throws Exception {
        start(DISK + "NODATA 60s;");
        event("web1.df-root", 95);
        assertThat(trial.close("disk", 1, "{group}: closed by bob")).isEqualTo(1);
        silence(3600);
        assertThat(told()).containsExactly("1 web1.root ok>firing 1", "2 web1.root firing>closed 1");
        assertThat(trial.group("web1.root").state()).isEqualTo(AlertState.CLOSED);
        assertThat(trial.close("disk", 1, "")).as("once").isZero();

        event("web1.df-root", 5);
        silence(62);

        assertThat(told()).hasSize(3).last().isEqualTo("3 web1.root ok>unknown 1");
        assertThat(trial.transitions().get(2).opened()).isEqualTo(3);
    }

    @Test
    void shouldCloseAllThatFellSilentAtOnceUnderTheirNameInCommon() throws Exception {
        start(DISK + "NODATA 60s;");
        for (int i = 0; i < 3; i++) {
            event0("web1.df-" + i, 5);
        }
        silence(62);
        assertThat(trial.close("disk", 1, "")).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            trial.purge("web1.df-" + i);
        }
        silence(4000);

        assertThat(told()).containsExactly("1 web1 ok>unknown 3", "2 web1 unknown>closed 3");
        assertThat(trial.transitions().get(1).opened()).isEqualTo(1);
    }

    @Test
    void shouldTellOfSilenceWhenItsHoursBegin() throws Exception {
        nowS = 1_795_939_200; // Sunday 2026-11-29, 08:00 UTC
        start(DISK + "NODATA 60s DURING mon 08:00-09:00 UTC;");
        event("web1.df-root", 5);
        silence(23 * 3600);
        assertThat(told()).isEmpty();

        silence(3600);

        assertThat(told()).containsExactly("1 web1.root ok>unknown 1");
    }

    @Test
    void shouldSeeSamplesWhenAWindowGivesNothingYet() throws Exception {
        start("ALERT disk WHEN window 5m (last) [> 90] FROM ^web1 NODATA 60s;");
        for (int i = 0; i < 25; i++) {
            event("web1.x", 5);
        }

        assertThat(told()).isEmpty();
    }

    @Test
    void shouldTellOfSilenceWhenTheClockWasAheadAsTheSeriesBegan() throws Exception {
        nowS += 7200;
        start(DISK + "NODATA 10s;");
        event0("web1.df-root", 1);
        silence(1);
        nowS -= 7200;
        silence(3);
        event("web1.df-root", 1);
        event0("web1.df-root", 1);
        assertThat(told()).isEmpty();

        silence(12);
        assertThat(told()).containsExactly("1 web1.root ok>unknown 1");
        assertThat(trial.transitions().get(0).sinceNs()).isEqualTo((nowS - 12) * SECOND);
    }

    @Test
    void shouldTellOfSilenceWithinItsTimeWhenTheClockIsSetBack() throws Exception {
        start(DISK + "NODATA 20s;");
        event0("web1.df-root", 1);
        silence(15);
        nowS -= 7200;
        silence(19);
        assertThat(told()).isEmpty();

        silence(6);
        assertThat(told()).containsExactly("1 web1.root ok>unknown 1");
    }

    @Test
    void shouldTellWhatWasGatheredWhenTheClockIsSetBack() throws Exception {
        start(DISK + "NODATA 20s;");
        event0("web1.df-root", 1);
        silence(20);
        assertThat(told()).as("others are waited for").isEmpty();
        nowS -= 7200;
        silence(5);
        assertThat(told()).containsExactly("1 web1.root ok>unknown 1");

        event0("web1.df-root", 1);
        silence(5);
        assertThat(told()).hasSize(2).last().isEqualTo("2 web1.root unknown>ok 1");
    }

    @Test
    void shouldTellOfSilenceNoSoonerWhenTheClockIsSetForward() throws Exception {
        start(DISK + "NODATA 20s;");
        event0("web1.df-root", 1);
        event0("web2.df-root", 1);
        silence(15);
        nowS += 7200;
        event0("web2.df-root", 1);
        silence(5);
        assertThat(told()).isEmpty();

        silence(3);
        assertThat(told()).containsExactly("1 web1.root ok>unknown 1");
    }

    private AlertTrial trial() {
        return new AlertTrial(JdkPattern::of, faults::add, (groups, told) -> kept.addAll(groups));
    }

    private StandingQuery start(final String alert) throws Exception {
        trial.tick(nowS * SECOND);
        return trial.start(AlertProgram.parse(alert));
    }

    /** Ten seconds later than the one before. */
    private void event(final String key, final double value) {
        event0(key, value);
        silence(10);
    }

    private void event0(final String key, final double value) {
        trial.event(key, value, nowS * SECOND, 10_000);
    }

    private void silence(final long seconds) {
        for (int i = 0; i < seconds; i++) {
            nowS++;
            trial.tick(nowS * SECOND);
        }
    }

    private void restart(final long number) {
        final List<GroupRecord> left = List.copyOf(kept);
        trial.close();
        trial = trial();
        trial.restore(number, left);
    }

    private List<String> told() {
        return trial.transitions().stream()
                .map(one -> one.number() + " " + one.group() + " " + one.from() + ">" + one.to() + " " + one.series())
                .toList();
    }
}
