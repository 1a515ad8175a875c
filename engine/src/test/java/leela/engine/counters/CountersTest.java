package leela.engine.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CountersTest {

    private final Counters counters = Counters.inMemory();

    @Test
    void shouldAddAndSet() {
        counters.increment(CounterId.EMITTED);
        counters.add(CounterId.EMITTED, 41);
        counters.add(CounterId.EMITTED, 0);
        counters.set(CounterId.SERIES, 7);
        counters.set(CounterId.SERIES, 5);

        assertThat(counters.read(CounterId.EMITTED)).isEqualTo(42);
        assertThat(counters.read(CounterId.SERIES)).isEqualTo(5);
        assertThat(counters.read(CounterId.RECEIVED_UDP)).isZero();
    }

    @Test
    void shouldSumUpAFamily() {
        counters.add(CounterId.REJECTED_MALFORMED, 1);
        counters.add(CounterId.REJECTED_KEY_LENGTH, 20);
        counters.add(CounterId.DROPPED_FAULT, 300);

        assertThat(counters.sum("metrics.rejected")).isEqualTo(21);
        assertThat(counters.sum("metrics.none")).isZero();
    }

    @Test
    void shouldLoseNoAdditionOfSeveralThreads() throws InterruptedException {
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            final Thread thread = new Thread(() -> {
                for (int n = 0; n < 50_000; n++) {
                    counters.increment(CounterId.EMITTED);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (final Thread thread : threads) {
            thread.join();
        }
        assertThat(counters.read(CounterId.EMITTED)).isEqualTo(200_000);
    }

    @Test
    void shouldLayCountersOutAsItsPictureSays(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("counters");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final Counters mapped =
                    new Counters(new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_WRITE, 0, Counters.LENGTH)));
            assertThat(mapped.isPublished()).isFalse();
            mapped.add(CounterId.EMITTED, 42);
            mapped.publishHeader(4711, 1_365_500_000_000_000_000L);
        }

        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        assertThat(bytes.getLong(0)).isEqualTo(Counters.MAGIC);
        assertThat(bytes.getLong(8)).isEqualTo(4711);
        assertThat(bytes.getLong(16)).isEqualTo(1_365_500_000_000_000_000L);
        assertThat(bytes.getLong(64 * (1 + CounterId.EMITTED.id()))).isEqualTo(42);
    }

    @Test
    void shouldReadTheFileOfAnotherProcess(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("counters");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final Counters writer =
                    new Counters(new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_WRITE, 0, Counters.LENGTH)));
            final Counters reader =
                    new Counters(new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_ONLY, 0, Counters.LENGTH)));
            writer.publishHeader(4711, 5);
            writer.increment(CounterId.EMITTED);

            assertThat(reader.isPublished()).isTrue();
            assertThat(reader.pid()).isEqualTo(4711);
            assertThat(reader.startedNs()).isEqualTo(5);
            assertThat(reader.read(CounterId.EMITTED)).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseABufferThatIsTooSmall() {
        new Counters(new UnsafeBuffer(ByteBuffer.allocateDirect(Counters.LENGTH)));
        assertThatThrownBy(() -> new Counters(new UnsafeBuffer(ByteBuffer.allocateDirect(Counters.LENGTH - 1))))
                .hasMessage("counters buffer: 19263 bytes (expected: >= 19264)");
    }
}
