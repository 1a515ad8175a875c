package leela.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When people are told of changes one by one, and when of that alone. Three changes in 100 ns are not yet too many. */
final class FlapsTest {

    private static final int MOST = 3;
    private static final long IN_NS = 100;
    private static final long START_NS = 1000;

    private final Flaps flaps = new Flaps(MOST, IN_NS);

    @ParameterizedTest(name = "changes at {0}")
    @CsvSource(delimiter = '|', textBlock = """
            0 10 20         | + + +
            0 10 20 99      | + + + -
            0 10 20 100     | + + + +
            0 10 20 100 109 | + + + + -
            0 10 20 100 110 | + + + + +
            0 0 0 0         | + + + -
            0 10 20 99 500  | + + + - -
            """)
    void shouldTellOfAChangeUnlessAsManyCameWithinTheTimeBefore(final String times, final String told) {
        assertThat(Arrays.stream(times.split(" "))
                        .map(time -> flaps.isTold(Long.parseLong(time)) ? "+" : "-")
                        .collect(Collectors.joining(" ")))
                .isEqualTo(told);
    }

    @Test
    void shouldBeCalmOnceTheTimeHasPassedSinceTheLastChangeToldOrNot() {
        flapAt(START_NS);
        flaps.isTold(START_NS + 50);

        assertThat(flaps.dueNs()).isEqualTo(START_NS + 50 + IN_NS);
        assertThat(flaps.isCalm(START_NS + 50 + IN_NS - 1)).isFalse();
        assertThat(flaps.isCalm(START_NS + 50 + IN_NS)).isTrue();
    }

    @Test
    void shouldCountChangesAnewBehindAnEnd() {
        flapAt(START_NS);
        assertThat(flaps.untold()).isEqualTo(1);
        flaps.end();

        assertThat(flaps.isFlapping()).isFalse();
        assertThat(flaps.untold()).isZero();
        assertThat(flaps.told()).isEmpty();
        assertThat(flaps.isTold(START_NS + 1)).isTrue();
    }

    @Test
    void shouldWantADigestAfterSixTimesTheTimeAndAgainAfterEachOne() {
        flapAt(START_NS);
        final long digestNs = START_NS + Flaps.DIGEST_PERIODS * IN_NS;
        for (long atNs = START_NS; atNs <= digestNs; atNs += IN_NS / 2) {
            flaps.isTold(atNs);
        }

        assertThat(flaps.dueNs()).isEqualTo(digestNs);
        assertThat(flaps.isDigestDue(digestNs - 1)).isFalse();
        assertThat(flaps.isDigestDue(digestNs)).isTrue();
        assertThat(flaps.untold()).isGreaterThan(Flaps.DIGEST_PERIODS);

        flaps.digested(digestNs);
        assertThat(flaps.untold()).isZero();
        assertThat(flaps.isDigestDue(2 * digestNs - START_NS - 1)).isFalse();
        assertThat(flaps.isDigestDue(2 * digestNs - START_NS)).isTrue();
    }

    @Test
    void shouldNotBeCalmAtOnceAfterARestart() {
        flaps.restore(List.of(900L, 910L, 920L), true, START_NS);

        assertThat(flaps.isFlapping()).isTrue();
        assertThat(flaps.isCalm(START_NS)).isFalse();
        assertThat(flaps.isCalm(START_NS + IN_NS - 1)).isFalse();
        assertThat(flaps.dueNs()).isEqualTo(START_NS + IN_NS);
        assertThat(flaps.isDigestDue(START_NS)).isFalse();
    }

    @ParameterizedTest(name = "a change at {0}")
    @CsvSource({"1000, false", "1001, true"})
    void shouldCountChangesOfTheRunBefore(final long atNs, final boolean isTold) {
        flaps.restore(List.of(901L, 910L, 920L), false, 950);

        assertThat(flaps.isTold(atNs)).isEqualTo(isTold);
    }

    @ParameterizedTest(name = "of {0} changes")
    @CsvSource({"0", "1", "3", "4", "10"})
    void shouldKeepTheNewestChangesOverARestart(final int changes) {
        final List<Long> all =
                LongStream.range(0, changes).map(i -> i * IN_NS).boxed().toList();
        flaps.restore(all, false, START_NS);

        assertThat(flaps.told()).isEqualTo(all.subList(Math.max(0, changes - MOST), changes));
    }

    private void flapAt(final long nowNs) {
        for (int i = 0; i <= MOST; i++) {
            flaps.isTold(nowNs);
        }
        assertThat(flaps.isFlapping()).isTrue();
    }
}
