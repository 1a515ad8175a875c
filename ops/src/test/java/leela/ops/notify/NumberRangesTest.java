package leela.ops.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Numbers as people read them. */
final class NumberRangesTest {

    @Test
    void shouldPutTogetherWhatFollows() {
        assertThat(NumberRanges.of(LongStream.rangeClosed(186, 1185).toArray()).text(9))
                .isEqualTo("#186 to #1185");
        assertThat(NumberRanges.of(9, 3, 1, 4, 4, 7, 8).text(9)).isEqualTo("#1, #3, #4, #7 to #9");
        assertThat(NumberRanges.of().text(9)).isEmpty();
    }

    @Test
    void shouldLeaveOutWhatIsTooMuch() {
        assertThat(NumberRanges.of(1, 3, 5).text(2)).isEqualTo("#1, #3 and others");
    }
}
