package leela.adapters.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import leela.engine.spi.StoreBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows tell who wrote them, and keys are listed in one place, whichever process asks. */
final class WriterNumberTest {

    private static final long T = 1_795_383_559_123_456_789L;

    @TempDir
    private Path folder;

    @Test
    void shouldStayTheSameAcrossRestarts() {
        assertThat(new WriterNumber(folder).version(T)).isEqualTo(new WriterNumber(folder).version(T));
    }

    @Test
    void shouldKeepTheOrderOfBatches() {
        final WriterNumber writer = new WriterNumber(folder);
        assertThat(writer.version(T + StoreBatch.VERSION_STEP)).isGreaterThan(writer.version(T));
        assertThat(writer.version(T) / StoreBatch.VERSION_STEP).isEqualTo(T / StoreBatch.VERSION_STEP);
    }

    @ParameterizedTest
    @CsvSource({"000042, 42", "999999, 999999"})
    void shouldBeTheLastDigitsOfAVersion(final String text, final long number) throws IOException {
        Files.writeString(folder.resolve("writer"), text, StandardCharsets.US_ASCII);
        assertThat(new WriterNumber(folder).version(T) % StoreBatch.VERSION_STEP)
                .isEqualTo(number);
    }

    @Test
    void shouldBeChosenAnewWhenItsFileIsDamaged() throws IOException {
        Files.write(folder.resolve("writer"), new byte[] {0, -1, 7});
        assertThat(new WriterNumber(folder).version(T)).isEqualTo(new WriterNumber(folder).version(T));
    }

    @ParameterizedTest
    @CsvSource({"web1.cpu, 53", "'', 0", "a, 48"})
    void shouldListAKeyInTheSamePlaceInEveryProcess(final String key, final int shard) {
        assertThat(Schema.shardOf(key.getBytes(StandardCharsets.UTF_8))).isEqualTo(shard);
    }
}
