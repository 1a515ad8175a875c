package leela.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What servers say of a message, as people see it. */
final class OutcomeTest {

    @Test
    void shouldShowNothingRawOfWhatAServerSays() {
        assertThat(Outcome.refused("550 \u001b[31mno\r\nsuch user").reason())
                .isEqualTo("550 \\x1b[31mno\\r\\nsuch user");
    }

    @Test
    void shouldCutWhatNobodyReads() {
        assertThat(Outcome.retry("4".repeat(1_000_000)).reason()).hasSize(301).endsWith("4…");
    }
}
