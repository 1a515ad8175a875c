package leela.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MinuteAllowanceTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void shouldHaveRoomAgainOnceAMinuteHasPassed() {
        final MinuteAllowance allowance = new MinuteAllowance(2);
        allowance.spend(5 * SECOND);
        allowance.spend(35 * SECOND);

        assertThat(allowance.hasRoom(36 * SECOND)).isFalse();
        assertThat(allowance.hasRoom(66 * SECOND)).isFalse();
        assertThat(allowance.hasRoom(67 * SECOND)).isTrue();
        assertThat(allowance.isUnspent(96 * SECOND)).isFalse();
        assertThat(allowance.isUnspent(97 * SECOND)).isTrue();
    }

    @Test
    void shouldLetNoMinuteHaveMoreThanTheLimit() {
        final long seed = 7;
        final SplittableRandom random = new SplittableRandom(seed);
        final MinuteAllowance allowance = new MinuteAllowance(30);
        final List<Long> spent = new ArrayList<>();
        long nowNs = -500 * SECOND;
        for (int i = 0; i < 20_000; i++) {
            nowNs += random.nextLong(SECOND / 2);
            if (allowance.hasRoom(nowNs)) {
                allowance.spend(nowNs);
                spent.add(nowNs);
            }
        }
        for (int i = 30; i < spent.size(); i++) {
            assertThat(spent.get(i) - spent.get(i - 30)).as("seed %d", seed).isGreaterThanOrEqualTo(61 * SECOND);
        }
        assertThat(spent).hasSizeGreaterThan(1000);
    }
}
