package leela.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ControlLineTest {

    @Test
    void shouldGiveEachReasonALineOfItsOwnAndNothingThatMovesTheCursor() {
        assertThat(ControlLine.failed("nothing has changed:\na.alerts:1: no \u001b[1m\n")
                        .path(ControlLine.ERROR)
                        .asText())
                .isEqualTo("nothing has changed:\na.alerts:1: no \\x1b[1m");
        assertThat(ControlLine.write(ControlLine.failed("one\ntwo"))).containsOnlyOnce((byte) '\n');
    }
}
