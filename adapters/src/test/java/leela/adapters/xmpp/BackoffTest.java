package leela.adapters.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {

    private static final long SECOND = 1_000_000_000L;

    private final Backoff backoff = new Backoff(new SplittableRandom(1));

    @Test
    void shouldWaitLongerEachTimeUpToEightSeconds() {
        for (long bound = SECOND / 2; bound < 8 * SECOND; bound *= 2) {
            assertThat(backoff.nextNs()).isBetween(bound / 2, bound);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.nextNs()).isBetween(4 * SECOND, 8 * SECOND);
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
        final Backoff other = new Backoff(new SplittableRandom(2));

        assertThat(backoff.nextNs()).isNotEqualTo(other.nextNs());
    }
}
