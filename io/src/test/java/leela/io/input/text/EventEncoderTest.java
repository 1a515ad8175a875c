package leela.io.input.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import leela.engine.ring.Limits;
import leela.io.number.Allocations;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Events out, and back in. */
final class EventEncoderTest {

    private static final int ROUNDS = 5_000;

    private final EventEncoder encoder = new EventEncoder();
    private final EventDecoder decoder = new EventDecoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(2 * EventEncoder.MAX_LENGTH));

    @Test
    void shouldWriteKeyValueAndTime() {
        assertThat(text("foobar", 1.5, 1_365_500_000_000_000_000L)).isEqualTo("event 6|foobar 1.5 1365500000.0;");
        assertThat(text("a b;c|d", Double.NaN, 10_500_000_000L)).isEqualTo("event 7|a b;c|d NaN 10.5;");
        assertThat(text("k", Double.NEGATIVE_INFINITY, 0)).isEqualTo("event 1|k -Infinity 0.0;");
    }

    @Test
    void shouldFitTheLongestEventThereIs() {
        final byte[] key = "k".repeat(Limits.MAX_KEY_LENGTH).getBytes(ISO_8859_1);
        final int length = encoder.encode(key, -1.2345678901234567e-300, Limits.MAX_TIME_NS - 1, buffer, 7);
        assertThat(length)
                .isLessThanOrEqualTo(EventEncoder.MAX_LENGTH)
                .isLessThanOrEqualTo(EventEncoder.maxLength(key.length));
        assertThat(decoder.decode(buffer, 7, 7 + length)).isEqualTo(7 + length);
    }

    @Test
    void shouldReadBackAsItWasWritten() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < ROUNDS; i++) {
            final byte[] key = new byte[1 + random.nextInt(i % 100 == 0 ? Limits.MAX_KEY_LENGTH : 40)];
            random.nextBytes(key);
            final double value = Double.longBitsToDouble(random.nextLong());
            final long timeNs = random.nextLong(Limits.MAX_TIME_NS + 1);
            final int length = encoder.encode(key, value, timeNs, buffer, 3);

            assertThat(decoder.decode(buffer, 3, 3 + length))
                    .as("seed %d", seed)
                    .isEqualTo(3 + length);
            final byte[] readKey = new byte[decoder.keyLength()];
            buffer.getBytes(decoder.keyOffset(), readKey);
            assertThat(readKey).as("seed %d", seed).isEqualTo(key);
            assertThat(Double.doubleToLongBits(decoder.value()))
                    .as("seed %d", seed)
                    .isEqualTo(Double.doubleToLongBits(value));
            assertThat(decoder.timeNs()).as("seed %d", seed).isEqualTo(timeNs);
        }
    }

    @Test
    void shouldReadSeveralEventsWithSpaceBetweenThem() {
        final byte[] bytes = "event 1|a 1.0 1.0; \nevent 1|b 2.0 2.0;".getBytes(ISO_8859_1);
        final UnsafeBuffer events = new UnsafeBuffer(bytes);
        final int second = decoder.decode(events, 0, bytes.length);
        assertThat(second).isEqualTo(20);
        assertThat(decoder.decode(events, second, bytes.length)).isEqualTo(bytes.length);
        assertThat(decoder.value()).isEqualTo(2);
    }

    @Test
    void shouldCallAnythingElseMalformedCutAtEveryByte() {
        final byte[] bytes = "event 6|foobar 1.5 1365500000.0;".getBytes(ISO_8859_1);
        for (int cut = 0; cut < bytes.length; cut++) {
            assertThat(decoder.decode(new UnsafeBuffer(bytes), 0, cut))
                    .as("cut at %d", cut)
                    .isEqualTo(EventDecoder.MALFORMED);
        }
        for (final String bad :
                new String[] {"gauge 1|a 1 1.0;", "event 0| 1 1.0;", "event 1|a x 1.0;", "event 1|a 1 99999999999999.0;"
                }) {
            final byte[] line = bad.getBytes(ISO_8859_1);
            assertThat(decoder.decode(new UnsafeBuffer(line), 0, line.length))
                    .as(bad)
                    .isEqualTo(EventDecoder.MALFORMED);
        }
    }

    @Test
    void shouldAllocateNothing() {
        final byte[] key = "host.plugin.type".getBytes(ISO_8859_1);
        assertThat(Allocations.leastBytesPerPass(i -> {
                    final int length = encoder.encode(key, i * 0.1, 1_365_500_000_000_000_000L + i, buffer, 0);
                    decoder.decode(buffer, 0, length);
                }))
                .isZero();
    }

    private String text(final String key, final double value, final long timeNs) {
        final int length = encoder.encode(key.getBytes(ISO_8859_1), value, timeNs, buffer, 0);
        return buffer.getStringWithoutLengthAscii(0, length);
    }
}
