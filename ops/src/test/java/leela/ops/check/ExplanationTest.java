package leela.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import leela.ops.config.ConfigFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ExplanationTest {

    /** More entries than the ring behind it has places. */
    @Test
    @Timeout(30)
    void shouldExplainALongLine() {
        final byte[] line = "a: 1\n".repeat(3000).getBytes(StandardCharsets.US_ASCII);

        assertThat(Explanation.of(line, ConfigFile.defaults().config())).hasSize(3000);
    }

    @Test
    void shouldSayWhichTimesAreAllowed() {
        final byte[] line = "gauge 1|a 1 1365500000;".getBytes(StandardCharsets.US_ASCII);

        assertThat(Explanation.of(line, ConfigFile.defaults().config()))
                .singleElement()
                .satisfies(one -> assertThat(one.sentences())
                        .singleElement()
                        .asString()
                        .matches("rejected  1 × time_range: Times too far .*: 2013-04-09T09:33:20Z "
                                + "\\(expected: 20..-.*Z to 20.*Z\\)"));
    }
}
