package leela.io.http.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class RequestMemoryTest {

    private static final int FREE = 1000;
    private static final int BUDGET = 10_000;

    private long left = BUDGET;

    private final RequestMemory memory = new RequestMemory(
            new RequestMemory.Budget() {
                @Override
                public boolean take(final long bytes) {
                    if (bytes > left) {
                        return false;
                    }
                    left -= bytes;
                    return true;
                }

                @Override
                public void giveBack(final long bytes) {
                    left += bytes;
                }
            },
            FREE);

    @Test
    void shouldHoldABodyThatComesInParts() {
        append("ab");
        append("cde");

        assertThat(memory.body().toString(StandardCharsets.US_ASCII)).isEqualTo("abcde");
        assertThat(memory.length()).isEqualTo(5);
    }

    @Test
    void shouldTakeNoMoreThanABodyMayHave() {
        assertThat(memory.reserve(10, 100)).isTrue();
        assertThat(left).as("the first bytes are free").isEqualTo(BUDGET);
        assertThat(memory.reserve(1500, 1500)).isTrue();
        assertThat(left).isEqualTo(BUDGET - 500);
    }

    @Test
    void shouldRefuseAndStayAsItWasWhereOthersHaveTheMemory() {
        append("ab");
        assertThat(memory.takeForAnswer(9_000)).isTrue();

        assertThat(memory.reserve(3_000, 3_000)).isFalse();
        assertThat(memory.takeForAnswer(20_000)).isFalse();

        assertThat(left).isEqualTo(1_000);
        assertThat(memory.body().toString(StandardCharsets.US_ASCII)).isEqualTo("ab");
    }

    @Test
    void shouldGiveBackTheBodyAndTheAnswerEachByItself() {
        assertThat(memory.reserve(4_000, 4_000)).isTrue();
        assertThat(memory.takeForAnswer(2_000)).isTrue();
        assertThat(left).isEqualTo(5_000);

        memory.releaseBody();
        assertThat(left).isEqualTo(8_000);
        assertThat(memory.isTaken()).isTrue();

        memory.giveBack();
        assertThat(left).isEqualTo(BUDGET);
        assertThat(memory.isTaken()).isFalse();
    }

    private void append(final String text) {
        assertThat(memory.reserve(text.length(), 100)).isTrue();
        memory.append(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }
}
