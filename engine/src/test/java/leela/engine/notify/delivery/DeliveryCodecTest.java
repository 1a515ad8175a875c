package leela.engine.notify.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import leela.engine.alert.AlertCodec;
import leela.engine.alert.Transition;
import leela.engine.notify.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records as bytes. */
final class DeliveryCodecTest {

    static Stream<DeliveryRecord> records() {
        return Stream.of(
                new DeliveryRecord.Accepted(Transitions.firing(7, "web1", "pager", "ops"), List.of("ops")),
                new DeliveryRecord.Accepted(Transitions.resolved(8, 7, "wéb1"), List.of()),
                new DeliveryRecord.Attempted("pager", new long[] {7, 8}),
                new DeliveryRecord.Settled("pager", new long[] {7}, Outcome.Kind.REFUSED, "gone", 5, 3),
                new DeliveryRecord.Highest(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("records")
    void shouldReadWhatItWrote(final DeliveryRecord record) throws IOException {
        assertThat(DeliveryCodec.read(DeliveryCodec.write(record)))
                .usingRecursiveComparison()
                .isEqualTo(record);
    }

    @ParameterizedTest
    @MethodSource("records")
    void shouldRefuseEveryBeginningOfARecord(final DeliveryRecord record) {
        final byte[] bytes = DeliveryCodec.write(record);
        final int least = record instanceof DeliveryRecord.Settled ? bytes.length - Long.BYTES : bytes.length;
        for (int length = 0; length < least; length++) {
            final byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> DeliveryCodec.read(cut)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void shouldReadAnOutcomeOfBeforeItSaidHowManyWereDiscarded() throws IOException {
        final byte[] now = DeliveryCodec.write(
                new DeliveryRecord.Settled("pager", new long[] {7}, Outcome.Kind.REFUSED, "gone", 5, 3));

        assertThat(DeliveryCodec.read(Arrays.copyOf(now, now.length - Long.BYTES)))
                .usingRecursiveComparison()
                .isEqualTo(new DeliveryRecord.Settled("pager", new long[] {7}, Outcome.Kind.REFUSED, "gone", 5, 0));
    }

    @Test
    void shouldReadATransitionOfBeforeArrivalsWereKept() throws IOException {
        final Transition now = Transitions.firing(7, "web1", "pager");
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AlertCodec.write(new DataOutputStream(bytes), now);
        final byte[] before = Arrays.copyOf(bytes.toByteArray(), bytes.size() - Long.BYTES);
        for (int i = 0; i < before.length; i++) {
            before[i] = before[i] == (byte) 0x80 ? 0 : before[i];
        }

        final DataInputStream in = new DataInputStream(new ByteArrayInputStream(before));
        assertThat(AlertCodec.readTransition(in)).satisfies(read -> {
            assertThat(read.arrivedNs()).isZero();
            assertThat(read.from()).isEqualTo(now.from());
            assertThat(read.key()).isEqualTo(now.key());
        });
        assertThat(in.read()).isNegative();
    }

    @Test
    void shouldRefuseAKindThatItDoesNotKnow() {
        assertThatThrownBy(() -> DeliveryCodec.read(new byte[] {'?'}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("kind 63");
    }
}
