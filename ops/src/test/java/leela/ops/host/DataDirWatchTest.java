package leela.ops.host;

import static org.assertj.core.api.Assertions.assertThat;

import leela.engine.counters.Counters;
import leela.io.http.status.Readiness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the room of data_dir is little. */
final class DataDirWatchTest {

    private static final long MIB = 1L << 20;

    private final Counters counters = Counters.inMemory(DataDirCounter.values());

    @ParameterizedTest
    @CsvSource({"100, 4, 1", "100, 5, 0", "100, 0, 1", "1000000, 1023, 1", "1000000, 1024, 0", "0, 0, 0"})
    void shouldWarnBelowATwentiethOrAGibibyte(final long sizeMib, final long freeMib, final long low) {
        final DataDirWatch watch = new DataDirWatch(() -> freeMib * MIB, () -> sizeMib * MIB, counters);

        watch.look();

        assertThat(counters.read(DataDirCounter.FREE)).isEqualTo(freeMib * MIB);
        assertThat(counters.read(DataDirCounter.SIZE)).isEqualTo(sizeMib * MIB);
        assertThat(counters.read(DataDirCounter.LOW)).isEqualTo(low);
        assertThat(watch.parts())
                .hasSize((int) low)
                .extracting(Readiness.Part::state)
                .allMatch(state -> state.contains(freeMib + " MiB of " + sizeMib + " MiB are free"));
    }
}
