package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as a record, and how many entries a damaged one is believed to have held. */
final class RecordDecoderTest {

    private static final long SEGMENT = 3;
    private static final int AT = JournalDescriptor.SEGMENT_HEADER_LENGTH;
    private static final long POSITION = 1000;
    private static final int CAPACITY = 4 * JournalDescriptor.MAX_RECORD_LENGTH;

    private final UnsafeBuffer segment = new UnsafeBuffer(new byte[CAPACITY]);
    private final RecordDecoder decoder = new RecordDecoder(position -> {});

    @ParameterizedTest(name = "{0} bytes, {1} entries")
    @CsvSource({
        "132, 1, 1",
        "132, 100, 100", // an entry has a byte at least
        "132, 101, 0",
        "132, 2147483647, 0",
        "132, 0, 0",
        "132, -1, 0",
        "32, 1, 0", // nothing but a header
        "-1, 1, 0",
        "65536, 65504, 65504",
        "65536, 65505, 0",
        "200000, 65504, 65504", // no record is so long: the length is what was damaged
        "200000, 65505, 0",
        "200001, 1, 0" // beyond what was written
    })
    void shouldBelieveADamagedRecordNoMoreEntriesThanItCanHold(final int bytes, final int entries, final int believed) {
        damaged(bytes, entries, JournalDescriptor.mark(SEGMENT, AT), 0);

        assertThat(decoder.countOfDamaged(segment, SEGMENT, AT, POSITION, AT + 200_000))
                .isEqualTo(believed);
    }

    @Test
    void shouldBelieveADamagedRecordByItsMarkOrByItsPosition() {
        damaged(132, 9, 77, 88);
        assertThat(decoder.countOfDamaged(segment, SEGMENT, AT, POSITION, AT + 132))
                .as("neither")
                .isZero();

        damaged(132, 9, 77, POSITION);
        assertThat(decoder.countOfDamaged(segment, SEGMENT, AT, POSITION, AT + 132))
                .isEqualTo(9);

        damaged(132, 9, JournalDescriptor.mark(SEGMENT + 1, AT), 88);
        assertThat(decoder.countOfDamaged(segment, SEGMENT, AT, POSITION, AT + 132))
                .as("the mark of another segment")
                .isZero();
    }

    @Test
    void shouldLookAtNothingBeyondTheSegment() {
        final int tooLate = CAPACITY - JournalDescriptor.RECORD_HEADER_LENGTH + 8;

        assertThat(decoder.countOfDamaged(segment, SEGMENT, tooLate, POSITION, CAPACITY))
                .isZero();
        assertThat(decoder.load(segment, SEGMENT, tooLate)).isFalse();
    }

    @ParameterizedTest(name = "byte {0} damaged")
    @CsvSource({"0", "3", "4", "8", "12", "16", "24", "31"})
    void shouldTellADamagedRecordFromAWholeOne(final int at) {
        final RecordEncoder encoder = new RecordEncoder();
        encoder.beginSegment(SEGMENT);
        encoder.beginRecord(POSITION, 5);
        encoder.addTick(7);
        segment.putBytes(AT, encoder.finish(AT), encoder.length());
        assertThat(decoder.load(segment, SEGMENT, AT)).isTrue();
        assertThat(decoder.firstPosition()).isEqualTo(POSITION);
        assertThat(decoder.arrivalNs()).isEqualTo(5);
        assertThat(decoder.load(segment, SEGMENT + 1, AT))
                .as("in another segment")
                .isFalse();

        segment.putByte(AT + at, (byte) (segment.getByte(AT + at) ^ 0x40));

        assertThat(decoder.load(segment, SEGMENT, AT)).isFalse();
    }

    private void damaged(final int bytes, final int entries, final int mark, final long position) {
        segment.putInt(AT, bytes, JournalDescriptor.ORDER);
        segment.putInt(AT + JournalDescriptor.COUNT_OFFSET, entries, JournalDescriptor.ORDER);
        segment.putInt(AT + JournalDescriptor.MARK_OFFSET, mark, JournalDescriptor.ORDER);
        segment.putLong(AT + JournalDescriptor.POSITION_OFFSET, position, JournalDescriptor.ORDER);
    }
}
