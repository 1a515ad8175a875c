package leela.io.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class EpochSecondsEncoderTest {
    private static final long SEED = 10_000;
    private static final byte FILL = '#';
    private static final int OFFSET = 3;

    private final EpochSecondsEncoder encoder = new EpochSecondsEncoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + EpochSecondsEncoder.ROOM + OFFSET]);

    @Test
    void shouldWriteTimesWhateverTheOneBefore() {
        final SplittableRandom random = new SplittableRandom(SEED);
        long seconds = 1_795_383_560;
        for (int i = 0; i < 200_000; i++) {
            check(seconds);
            seconds = switch (random.nextInt(8)) {
                case 0 -> Math.max(0, seconds - random.nextInt(30_000));
                case 1 -> seconds / 10_000 * 10_000 + random.nextInt(-1, 2) * (seconds > 0 ? 1 : 0);
                case 2 -> random.nextInt(100) == 0 ? random.nextLong(1L << random.nextInt(1, 34)) : seconds;
                default -> seconds + random.nextInt(120);
            };
            seconds = Math.max(0, seconds);
        }
    }

    @Test
    void shouldWriteTimesOfEveryLength() {
        for (final long seconds : new long[] {
            0, 9, 10, 9_999, 10_000, 999_999_999, 1_000_000_000, 1_000_009_999, 1_000_010_000, 9_223_372_036L
        }) {
            check(seconds);
        }
        assertThat(encoder.encode(1_700_000_000, buffer, OFFSET)).isEqualTo(10);
    }

    private void check(final long seconds) {
        buffer.setMemory(0, buffer.capacity(), FILL);
        final int length = encoder.encode(seconds, buffer, OFFSET);
        if (!Ascii.text(buffer, OFFSET, length).equals(Long.toString(seconds))) {
            fail("%d: %s (seed %d)", seconds, Ascii.text(buffer, OFFSET, length), SEED);
        }
        Ascii.requireUntouched(buffer, OFFSET, EpochSecondsEncoder.ROOM, FILL);
    }
}
