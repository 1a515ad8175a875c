package leela.engine.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CountersTest {

    private static final CounterDescriptions DESCRIPTIONS =
            CounterDescriptions.of(List.<Counter[]>of(EngineCounter.values()));
    private static final int LENGTH = Counters.length(DESCRIPTIONS);

    private final Counters counters = Counters.inMemory();

    @Test
    void shouldAddAndSet() {
        counters.increment(EngineCounter.EMITTED);
        counters.add(EngineCounter.EMITTED, 41);
        counters.add(EngineCounter.EMITTED, 0);
        counters.set(EngineCounter.SERIES, 7);
        counters.set(EngineCounter.SERIES, 5);

        assertThat(counters.read(EngineCounter.EMITTED)).isEqualTo(42);
        assertThat(counters.read(EngineCounter.SERIES)).isEqualTo(5);
        assertThat(counters.read(EngineCounter.RECEIVED_SELF)).isZero();
    }

    @Test
    void shouldSumUpAFamily() {
        counters.add(EngineCounter.REJECTED_MALFORMED, 1);
        counters.add(EngineCounter.REJECTED_KEY_LENGTH, 20);
        counters.add(EngineCounter.DROPPED_ERROR, 300);

        assertThat(counters.sum("metrics.rejected")).isEqualTo(21);
        assertThat(counters.sum("metrics.none")).isZero();
    }

    @Test
    void shouldLoseNoAdditionOfSeveralThreads() throws InterruptedException {
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            final Thread thread = new Thread(() -> {
                for (int n = 0; n < 50_000; n++) {
                    counters.increment(EngineCounter.EMITTED);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (final Thread thread : threads) {
            thread.join();
        }
        assertThat(counters.read(EngineCounter.EMITTED)).isEqualTo(200_000);
    }

    @Test
    void shouldLayCountersOutAsItsPictureSays(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("counters");
        final Counters mapped = new Counters(map(file, LENGTH), DESCRIPTIONS);
        mapped.add(EngineCounter.EMITTED, 42);
        mapped.publish(4711, 1_365_500_000_000_000_000L);

        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        assertThat(bytes.getLong(0)).isEqualTo(Counters.MAGIC);
        assertThat(bytes.getLong(8)).isEqualTo(4711);
        assertThat(bytes.getLong(16)).isEqualTo(1_365_500_000_000_000_000L);
        assertThat(bytes.getLong(24)).isEqualTo(Counters.CAPACITY);
        assertThat(bytes.getLong(64 * (1 + EngineCounter.EMITTED.id()))).isEqualTo(42);
        final byte[] text = new byte[(int) bytes.getLong(40)];
        bytes.get((int) bytes.getLong(32), text);
        assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo(DESCRIPTIONS.text());
    }

    @Test
    void shouldReadTheFileOfAnotherProcess(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("counters");
        final Counters writer = new Counters(map(file, LENGTH), DESCRIPTIONS);
        writer.publish(4711, 5);
        writer.increment(EngineCounter.EMITTED);

        final Counters reader = Counters.of(map(file, LENGTH));
        assertThat(reader.pid()).isEqualTo(4711);
        assertThat(reader.startedNs()).isEqualTo(5);
        assertThat(reader.read(EngineCounter.EMITTED)).isEqualTo(1);
        assertThat(reader.descriptions()).containsExactlyElementsOf(DESCRIPTIONS);
    }

    @Test
    void shouldRefuseAFileThatWasNotPublished(@TempDir final Path folder) throws IOException {
        final UnsafeBuffer zeroes = map(folder.resolve("counters"), LENGTH);

        assertThatThrownBy(() -> Counters.of(zeroes)).hasMessage("no counters of this version");
    }

    @Test
    void shouldRefuseDescriptionsBeyondTheEndOfTheFile(@TempDir final Path folder) throws IOException {
        final UnsafeBuffer file = map(folder.resolve("counters"), LENGTH);
        new Counters(file, DESCRIPTIONS).publish(4711, 5);
        file.putLong(40, LENGTH);

        assertThatThrownBy(() -> Counters.of(file))
                .hasMessage("the descriptions of the counters lie outside of the file");
    }

    @Test
    void shouldRefuseABufferThatIsTooSmall() {
        final UnsafeBuffer small = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH - 1));

        assertThatThrownBy(() -> new Counters(small, DESCRIPTIONS))
                .hasMessage("counters buffer: " + (LENGTH - 1) + " bytes (expected: >= " + LENGTH + ")");
    }

    private static UnsafeBuffer map(final Path file, final int length) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_WRITE, 0, length));
        }
    }
}
