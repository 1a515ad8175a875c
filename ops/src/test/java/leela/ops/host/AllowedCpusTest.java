package leela.ops.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of CPUs as the kernel writes them. */
final class AllowedCpusTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0-1 | {0, 1}", "3 | {3}", "0-1,4,6-7 | {0, 1, 4, 6, 7}", "'' | {}", "nonsense | {}"})
    void shouldReadAList(final String list, final String cpus) {
        assertThat(AllowedCpus.of(list)).hasToString(cpus);
    }

    @Test
    void shouldFindSomeForThisProcess() {
        assertThat(AllowedCpus.of(AllowedCpus.list()).isEmpty()).isFalse();
    }
}
