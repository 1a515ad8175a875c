package leela.engine.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CounterDescriptionsTest {

    @Test
    void shouldReadItsOwnText() {
        final CounterDescriptions descriptions = of(EngineCounter.values());

        assertThat(CounterDescriptions.parse(descriptions.text())).containsExactlyElementsOf(descriptions);
    }

    @Test
    void shouldWriteOneLineACounter() {
        assertThat(of(
                                CounterDescription.counter(3, "doors.opened", "side", "left", "Doors that were opened"),
                                CounterDescription.gauge(4, "doors.open", "Doors that are open"))
                        .text())
                .isEqualTo("3\tcounter\tdoors.opened\tside\tleft\tDoors that were opened\n"
                        + "4\tgauge\tdoors.open\t\t\tDoors that are open\n");
    }

    @ParameterizedTest(name = "{0}, {1} and {2}, {3}")
    @CsvSource({
        "1, a.b, 1, a.c, its id is another's",
        "1, a.b, 2, a.b, its label is another's",
        "1, a.b, 512, a.c, its id is out of range",
        "1, a.b, -1, a.c, its id is out of range",
    })
    void shouldRefuseCountersThatCannotBeToldApart(
            final int id, final String family, final int otherId, final String otherFamily, final String reason) {
        assertThatThrownBy(() -> of(
                        CounterDescription.counter(id, family, "Help of one"),
                        CounterDescription.counter(otherId, otherFamily, "Help of the other")))
                .hasMessage("counter " + otherId + ", " + otherFamily + ": " + reason);
    }

    @Test
    void shouldRefuseAFamilyOfTwoKinds() {
        assertThatThrownBy(() -> of(
                        CounterDescription.counter(1, "a.b", "x", "1", "Help of one"),
                        CounterDescription.gauge(2, "a.b", "x", "2", "Help of the other")))
                .hasMessage("counter 2, a.b{x=2}: its family has another kind or label");
    }

    @Test
    void shouldRefuseATextOfAnotherForm() {
        assertThatThrownBy(() -> CounterDescriptions.parse("1\tcounter\ta.b\n"))
                .hasMessage("counters: a line of 3 fields (expected: 6)");
    }

    private static CounterDescriptions of(final Counter... counters) {
        return CounterDescriptions.of(List.<Counter[]>of(counters));
    }
}
