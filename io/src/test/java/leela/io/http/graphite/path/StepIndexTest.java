package leela.io.http.graphite.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of ascending times, held against a division. */
final class StepIndexTest {

    private static final long SECOND_NS = 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 10, 60, 86_400})
    void shouldSayWhatADivisionSaysHoweverFarApart(final long step) {
        final Random random = new Random(step);
        for (int round = 0; round < 50; round++) {
            final long origin = random.nextInt(2) * 1_700_000_000L;
            final StepIndex index = new StepIndex(origin, step);
            long timeNs = origin * SECOND_NS + random.nextInt(3);
            for (int i = 0; i < 200; i++) {
                assertThat(index.of(timeNs)).isEqualTo((int) ((timeNs / SECOND_NS - origin) / step));
                timeNs += switch (random.nextInt(5)) {
                    case 0 -> 0;
                    case 1 -> step * SECOND_NS;
                    case 2 -> step * SECOND_NS - 1;
                    case 3 -> random.nextLong(1 + step * SECOND_NS / 3);
                    default -> random.nextLong(7 * step * SECOND_NS);
                };
            }
        }
    }
}
