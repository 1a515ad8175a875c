package leela.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import org.junit.jupiter.api.Test;

final class SlotTest {

    private static final Series SERIES = Series.detached("key".getBytes(StandardCharsets.ISO_8859_1));

    private final Slot slot = new Slot();

    @Test
    void shouldTurnAMetricIntoItsEventInPlace() {
        slot.metric(MetricType.DERIVE.code(), SERIES, true, 42, 10, 20);
        assertThat(slot.kind()).isEqualTo(Slot.Kind.METRIC);
        assertThat(slot.type()).isEqualTo(MetricType.DERIVE);
        assertThat(slot.isIntegral()).isTrue();

        slot.emit(1.5, 30);

        assertThat(slot.kind()).isEqualTo(Slot.Kind.EVENT);
        assertThat(slot.value()).isEqualTo(1.5);
        assertThat(slot.timeNs()).isEqualTo(30);
        assertThat(slot.arrivalNs()).isEqualTo(20);
        assertThat(slot.series()).isSameAs(SERIES);
    }

    @Test
    void shouldEmitTheSameNanWhicheverTheProcessorMade() {
        slot.metric(MetricType.GAUGE.code(), SERIES, false, 0, 10, 20);

        slot.emit(Double.longBitsToDouble(0xfff8_0000_0000_0001L), 30);

        assertThat(slot.bits()).isEqualTo(Double.doubleToLongBits(Double.NaN));
    }

    @Test
    void shouldKeepADocumentUntilTheLastStageHasSeenIt() {
        final byte[] json = {'{', '}'};
        slot.data(SERIES, json, Slot.ONE_OF_ITS_TIME, 10, 20);

        slot.leave(3);
        slot.leave(3);
        assertThat(slot.document()).isSameAs(json);
        slot.leave(3);
        assertThat(slot.document()).isNull();
    }

    @Test
    void shouldForgetWhatWasAttachedWhenFilledAgain() {
        slot.tick(5, 5, false);
        slot.purged(List.of(SERIES));
        slot.leave(2);

        slot.tick(6, 6, false);

        assertThat(slot.purged()).isEmpty();
        slot.data(SERIES, new byte[1], Slot.ONE_OF_ITS_TIME, 10, 20);
        slot.leave(2);
        assertThat(slot.document()).isNotNull();
    }

    @Test
    void shouldBeForNobodyBeforeItIsFilled() {
        assertThat(new Slot().kind()).isEqualTo(Slot.Kind.ABSORBED);
    }
}
