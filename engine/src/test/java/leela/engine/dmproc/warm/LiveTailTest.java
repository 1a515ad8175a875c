package leela.engine.dmproc.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import leela.engine.spi.PastPoints.Gap;
import org.junit.jupiter.api.Test;

class LiveTailTest {

    private final LiveTail<String> tail = new LiveTail<>();

    @Test
    void shouldKnowAgainWhatStorageHasCutToItsResolution() {
        tail.add("a", 7, 2_345, 0, 0);
        tail.add("b", 7, 3_999, 0, 0);
        final PastChunk.Points points = new PastChunk.Points(
                new byte[][] {{'a'}, {'b'}},
                new int[2],
                4,
                new long[] {1_000, 2_000, 2_000, 3_000},
                new double[4],
                new int[] {0, 0, 1, 1});
        final PastChunk past = PastChunk.last(PastChunk.Target.of(1), points, 1_000, Gap.NONE);

        assertThat(tail.repeated(past, key -> key.getBytes(StandardCharsets.UTF_8)))
                .containsExactly(false, true, false, true);
    }

    @Test
    void shouldHoldWhatCameUpToItsBound() {
        for (int i = 0; i < LiveTail.MOST; i++) {
            if (tail.isFull()) {
                assertThat(tail.growthBytes()).isPositive();
                tail.grow();
            }
            tail.add("a", i, i + 1, i + 2, i + 3);
        }

        assertThat(tail.isFull()).isTrue();
        assertThat(tail.growthBytes()).isZero();
        assertThat(tail.count()).isEqualTo(LiveTail.MOST);
        assertThat(tail.value(100)).isEqualTo(100);
        assertThat(tail.timeNs(100)).isEqualTo(101);
        assertThat(tail.clockNs(100)).isEqualTo(102);
        assertThat(tail.intervalMs(100)).isEqualTo(103);
        assertThat(tail.source(100)).isEqualTo("a");
    }
}
