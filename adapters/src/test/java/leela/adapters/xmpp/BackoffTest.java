package leela.adapters.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import leela.engine.runtime.Backoff;
import org.junit.jupiter.api.Test;

public final class BackoffTest {

    private static final long SECOND = 1_000_000_000L;

    private final Backoff backoff = new Backoff(new SplittableRandom(1), SECOND / 2, 8 * SECOND);

    @Test
    void shouldWaitLongerEachTimeUpToEightSeconds() {
        for (long bound = SECOND / 2; bound < 8 * SECOND; bound *= 2) {
            assertThat(backoff.nextNs()).isBetween(bound / 2, bound);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.nextNs()).isBetween(4 * SECOND, 8 * SECOND);
        }
    }

    /** Servers count wrong passwords: ejabberd bans a host for an hour after twenty, the last an hour ago or less. */
    @Test
    void shouldTryARefusedPasswordSixTimesInFiveMinutesAndLessThanTwelveTimesInAnyChain() {
        for (int seed = 0; seed < 200; seed++) {
            final Backoff refused = new Backoff(
                    new SplittableRandom(seed), LoginAttempts.FIRST_REFUSED_NS, LoginAttempts.LONGEST_REFUSED_NS);
            int inFiveMinutes = 1;
            int inChain = 1;
            long pauseNs = refused.nextNs();
            for (long atNs = pauseNs; pauseNs < 3600 * SECOND; atNs += pauseNs) {
                inFiveMinutes += atNs <= 300 * SECOND ? 1 : 0;
                inChain++;
                pauseNs = refused.nextNs();
            }
            assertThat(inFiveMinutes).isBetween(3, 6);
            assertThat(inChain).isLessThan(12);
        }
    }

    @Test
    void shouldBeginAnew() {
        LongStream.range(0, 10).forEach(i -> backoff.nextNs());

        backoff.reset();

        assertThat(backoff.nextNs()).isLessThanOrEqualTo(SECOND / 2);
    }

    @Test
    void shouldNotLetTwoWhoFailedTogetherTryTogether() {
        final Backoff other = new Backoff(new SplittableRandom(2), SECOND / 2, 8 * SECOND);

        assertThat(backoff.nextNs()).isNotEqualTo(other.nextNs());
    }
}
