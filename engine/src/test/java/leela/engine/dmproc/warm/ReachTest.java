package leela.engine.dmproc.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import leela.engine.dmproc.language.Program;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachTest {

    /** Seconds; none where the query begins with nothing, as it always did. */
    @ParameterizedTest
    @CsvSource({
        "window 60s (mean), 65",
        "window 60s late 30s (mean), 90",
        "over 5m (p99), 300",
        "abs | over 5m (mean) | [> 90], 300",
        "window 10s (mean) | window 60s (maximum), 80",
        "over 5m (mean) | every 10s, 310",
        "window 60 (mean), ",
        "ewma 0.5, ",
        "sum, ",
        "id, ",
        "every 10s, ",
        "window 60s (mean) | ewma 0.5, ",
        "window 60s (mean) | window 3 (mean), ",
        "window 60s (mean) | sum, ",
        "window 60s (mean) | changed, ",
        "sample 1/2 | over 5m (mean), ",
    })
    void shouldTellHowFarBackAStateReachesWhereTimeAloneBoundsIt(final String pipeline, final Long seconds)
            throws Exception {
        final OptionalLong reach = Reach.of(Program.parse(pipeline, ".").pipeline());

        assertThat(reach).isEqualTo(seconds == null ? OptionalLong.empty() : OptionalLong.of(seconds * 1_000_000_000L));
    }
}
