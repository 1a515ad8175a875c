package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept but cannot be read is no health. */
final class StorageReadinessTest {

    @ParameterizedTest
    @CsvSource({
        "0, true, writing",
        "2, true, writing",
        "3, true, 'writing; reads are 3 s behind what comes, which is in the journal'",
        "10, true, 'writing; reads are 10 s behind what comes, which is in the journal'",
        "11, false, 'writing; reads are 11 s behind what comes, which is in the journal'"
    })
    void shouldTellHowFarReadsAreBehind(final long behindS, final boolean isReady, final String state) {
        assertThat(Storage.reading(behindS).isReady()).isEqualTo(isReady);
        assertThat(Storage.reading(behindS).state()).isEqualTo(state);
    }
}
