package leela.engine.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SeriesLimitsTest {

    private static final long GIB = 1L << 30;

    @ParameterizedTest
    @CsvSource({"10000000, 4, 1000000", "20000000, 4, 2000000", "500000, 4, 100000", "2, 4, 100000"})
    void shouldGiveASenderATenthAndAHundredThousandAtLeast(final int maxSeries, final long gib, final int share) {
        assertThat(SeriesLimits.shared(maxSeries, gib * GIB).maxNew()).isEqualTo(share);
    }

    @ParameterizedTest
    @CsvSource({"10000000, 16", "10000000, 1"})
    void shouldLeaveHalfOfASmallHeapToOthers(final int maxSeries, final long mib) {
        final long bytes = mib << 20;
        final long share = SeriesLimits.shared(maxSeries, bytes).maxNew();

        assertThat(share * SeriesLimits.bytes(SenderShares.KEY_BYTES)).isBetween(bytes / 2 - 1000, bytes / 2);
        assertThat(share / 4 * SeriesLimits.bytes(1024)).isLessThanOrEqualTo(bytes / 2);
    }

    @Test
    void shouldRefuseWhatLeavesRoomForNone() {
        assertThatThrownBy(() -> new SeriesLimits(1, 0, 1)).hasMessage("series: 0 bytes (expected: at least 1)");
        assertThatThrownBy(() -> new SeriesLimits(1, 1, 0))
                .hasMessage("engine.max_new_series: 0 (expected: at least 1)");
    }
}
