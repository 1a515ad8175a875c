package leela.io.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.ManualClock;
import org.junit.jupiter.api.Test;

/** Tokens that are given to commands on the engine's machine. */
final class LocalPassesTest {

    private static final int USER = 1000;
    private static final int OTHER = 1001;

    private final ManualClock clock = new ManualClock(0);
    private final LocalPasses passes = new LocalPasses(clock);

    @Test
    void shouldKnowWhatItHasGivenAndNothingElse() {
        final String pass = passes.issue(USER, EnumSet.of(Right.READ));

        assertThat(find(pass).rights()).containsExactly(Right.READ);
        assertThat(find(pass + "x")).isNull();
        assertThat(find("")).isNull();
    }

    @Test
    void shouldForgetOneTenMinutesAfterItsLastUse() {
        final String pass = passes.issue(USER, EnumSet.of(Right.READ));
        clock.advanceNs(TimeUnit.MINUTES.toNanos(9));
        assertThat(find(pass)).isNotNull();
        clock.advanceNs(TimeUnit.MINUTES.toNanos(9));
        assertThat(find(pass)).as("used meanwhile").isNotNull();
        clock.advanceNs(TimeUnit.MINUTES.toNanos(10));
        assertThat(find(pass)).isNull();
    }

    @Test
    void shouldLetTheOneUsedLongestAgoMakeWay() {
        final String first = passes.issue(USER, EnumSet.of(Right.READ));
        clock.advanceNs(1);
        final String second = passes.issue(USER, EnumSet.of(Right.READ));
        clock.advanceNs(1);
        find(first);
        for (int i = 2; i < LocalPasses.MOST; i++) {
            passes.issue(USER, EnumSet.of(Right.READ));
        }
        passes.issue(USER, EnumSet.of(Right.READ));

        assertThat(find(second)).isNull();
        assertThat(find(first)).isNotNull();
    }

    @Test
    void shouldNotLetAUserPushOutThoseOfOthersHoweverManyHeAsksFor() {
        final String first = passes.issue(USER, EnumSet.of(Right.READ));
        final String second = passes.issue(USER, EnumSet.of(Right.READ));
        clock.advanceNs(1);
        for (int i = 0; i < 3 * LocalPasses.MOST; i++) {
            clock.advanceNs(1);
            passes.issue(OTHER, EnumSet.of(Right.READ));
        }

        assertThat(find(first)).isNotNull();
        assertThat(find(second)).isNotNull();
    }

    @Test
    void shouldHaveRoomForAUserWhenAnotherHasMost() {
        final String unused = passes.issue(0, EnumSet.of(Right.READ));
        clock.advanceNs(1);
        final String oldest = passes.issue(OTHER, EnumSet.of(Right.READ));
        clock.advanceNs(1);
        final String next = passes.issue(OTHER, EnumSet.of(Right.READ));
        for (int i = 3; i < LocalPasses.MOST; i++) {
            passes.issue(OTHER, EnumSet.of(Right.READ));
        }

        final String mine = passes.issue(USER, EnumSet.of(Right.READ));

        assertThat(find(mine)).isNotNull();
        assertThat(find(unused)).as("of a user who has one").isNotNull();
        assertThat(find(oldest)).isNull();
        assertThat(find(next)).isNotNull();
    }

    @Test
    void shouldTakeTheAskersOwnWhenAllHaveAsMany() {
        final String mine = passes.issue(0, EnumSet.of(Right.READ));
        for (int user = 1; user < LocalPasses.MOST; user++) {
            passes.issue(user, EnumSet.of(Right.READ));
        }
        clock.advanceNs(1);
        find(mine);

        final String newer = passes.issue(0, EnumSet.of(Right.READ));

        assertThat(find(mine)).isNull();
        assertThat(find(newer)).isNotNull();
    }

    private AccessToken find(final String shown) {
        return passes.find(shown.getBytes(StandardCharsets.US_ASCII));
    }
}
