package leela.io.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.ManualClock;
import org.junit.jupiter.api.Test;

/** Tokens that are given to commands on the engine's machine. */
final class LocalPassesTest {

    private final ManualClock clock = new ManualClock(0);
    private final LocalPasses passes = new LocalPasses(clock);

    @Test
    void shouldKnowWhatItHasGivenAndNothingElse() {
        final String pass = passes.issue(EnumSet.of(Right.READ));

        assertThat(find(pass).rights()).containsExactly(Right.READ);
        assertThat(find(pass + "x")).isNull();
        assertThat(find("")).isNull();
    }

    @Test
    void shouldForgetOneTenMinutesAfterItsLastUse() {
        final String pass = passes.issue(EnumSet.of(Right.READ));
        clock.advanceNs(TimeUnit.MINUTES.toNanos(9));
        assertThat(find(pass)).isNotNull();
        clock.advanceNs(TimeUnit.MINUTES.toNanos(9));
        assertThat(find(pass)).as("used meanwhile").isNotNull();
        clock.advanceNs(TimeUnit.MINUTES.toNanos(10));
        assertThat(find(pass)).isNull();
    }

    @Test
    void shouldLetTheOneUsedLongestAgoMakeWay() {
        final String first = passes.issue(EnumSet.of(Right.READ));
        clock.advanceNs(1);
        final String second = passes.issue(EnumSet.of(Right.READ));
        clock.advanceNs(1);
        find(first);
        for (int i = 2; i < LocalPasses.MOST; i++) {
            passes.issue(EnumSet.of(Right.READ));
        }
        passes.issue(EnumSet.of(Right.READ));

        assertThat(find(second)).isNull();
        assertThat(find(first)).isNotNull();
    }

    private AccessToken find(final String shown) {
        return passes.find(shown.getBytes(StandardCharsets.US_ASCII));
    }
}
