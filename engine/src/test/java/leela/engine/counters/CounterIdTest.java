package leela.engine.counters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class CounterIdTest {

    @Test
    void shouldGiveEachCounterItsOwnPlace() {
        assertThat(Arrays.stream(CounterId.values()).map(CounterId::id))
                .doesNotHaveDuplicates()
                .allMatch(id -> id >= 0 && id < Counters.MAX_COUNTERS);
    }

    @Test
    void shouldGiveEachCounterItsOwnLabelAndASentence() {
        assertThat(Arrays.stream(CounterId.values()).map(CounterId::label))
                .doesNotHaveDuplicates()
                .allMatch(label -> label.matches("[a-z0-9.-]+(\\{[a-z_]+=[a-z0-9_-]+})?"));
        assertThat(Arrays.stream(CounterId.values()).map(CounterId::help))
                .allMatch(help -> help.matches("\\p{Alpha}.{10,}[^.]"));
    }

    @Test
    void shouldLabelMembersOfAFamilyAlike() {
        for (final CounterId one : CounterId.values()) {
            for (final CounterId other : CounterId.values()) {
                if (one != other && one.family().equals(other.family())) {
                    assertThat(one.labelName())
                            .as("%s, %s", one, other)
                            .isNotEmpty()
                            .isEqualTo(other.labelName());
                    assertThat(one.kind()).isEqualTo(other.kind());
                }
            }
        }
    }
}
