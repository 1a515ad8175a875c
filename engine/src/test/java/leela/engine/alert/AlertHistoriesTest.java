package leela.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.dmproc.language.SyntaxException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random histories against a slow reference: values late, time set back, silence, samples without a value. */
final class AlertHistoriesTest {

    private static final long SECOND = 1_000_000_000;
    private static final int LENGTH = 60;
    private static final double[] VALUES = {80, 84, 88, 91, 95, Double.NaN};

    @Test
    void shouldStandAsTheReferenceWhenHistoriesAreRandom() throws SyntaxException {
        compare(2_000);
    }

    @Test
    @Tag("slow")
    void shouldStandAsTheReferenceWhenHistoriesAreVeryMany() throws SyntaxException {
        compare(100_000);
    }

    private static void compare(final int histories) throws SyntaxException {
        final SplittableRandom random = new SplittableRandom(4711);
        for (int i = 0; i < histories; i++) {
            final long holdS = 30L * random.nextInt(3);
            final long calmS = 30L * random.nextInt(3);
            final AlertRules rules = new AlertRules(AlertProgram.parse(
                    "ALERT a WHEN [> 90] FROM x CLEAR [< 85] FOR " + holdS + "s CALM " + calmS + "s NODATA 5m;"));
            final ReferenceAlert reference = new ReferenceAlert(holdS * SECOND, calmS * SECOND);
            final Standing standing = new Standing();
            final int favourite = random.nextInt(VALUES.length);
            long timeS = 100_000;
            for (int step = 0; step < LENGTH; step++) {
                timeS += switch (random.nextInt(20)) {
                    case 0 -> -random.nextInt(200); // its clock is set back
                    case 1 -> random.nextInt(200);
                    case 2, 3 -> -random.nextInt(5); // out of order
                    default -> 10;
                };
                final boolean isSilence = random.nextInt(15) == 0;
                final double x = VALUES[random.nextInt(3) > 0 ? favourite : random.nextInt(VALUES.length)];
                if (isSilence) {
                    rules.onSilence(standing, timeS * SECOND);
                    reference.silence();
                } else {
                    rules.onValue(standing, x, timeS * SECOND);
                    reference.value(x, timeS * SECOND);
                }

                assertThat(standing.state())
                        .as("history %d, step %d: %s at %d", i, step, isSilence ? "silence" : x, timeS)
                        .isEqualTo(reference.state());
            }
        }
    }
}
