package leela.adapters.notice;

import static org.assertj.core.api.Assertions.assertThat;

import leela.engine.notify.delivery.Receipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReceiptTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.0 ms",
        "1_500_000, 1.5 ms",
        "9_900_000, 9.9 ms",
        "10_000_000, 10 ms",
        "999_000_000, 999 ms",
        "1_000_000_000, 1.0 s",
        "119_900_000_000, 119.9 s",
        "120_000_000_000, 2.0 min"
    })
    void shouldTellDurationsInTheUnitThatFits(final String ns, final String told) {
        final Receipt receipt = new Receipt(0, Long.parseLong(ns.replace("_", "")), 0, 0);

        assertThat(ReceiptText.line(receipt, 1)).contains("arrived " + told + " after its time");
    }

    @Test
    void shouldTellEachPartOfTheWay() {
        assertThat(ReceiptText.line(new Receipt(180_000_000_000L, 1_200_000_000, 400_000, 201_000_000), 1))
                .isEqualTo("receipt: held for 3.0 min, arrived 1.2 s after its time, decided 0.4 ms later,"
                        + " sent 201 ms later");
    }

    @Test
    void shouldSayThatItIsOfTheFirstOfSeveral() {
        assertThat(ReceiptText.line(new Receipt(0, 1, 2, 3), 2)).startsWith("receipt of the first: arrived ");
    }

    @Test
    void shouldTellProgramsInSecondsToTheNanosecond() {
        assertThat(ReceiptText.json(new Receipt(1, 1_500_000_000, 0, 2))).hasToString("""
                {"heldSeconds":1E-9,"arrivalSeconds":1.500000000,"decisionSeconds":0E-9,"sendingSeconds":2E-9}""");
    }
}
