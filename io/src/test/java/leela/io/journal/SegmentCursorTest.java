package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import leela.io.journal.SegmentCursor.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From record to record of a segment that is written by hand, damage and all. */
final class SegmentCursorTest {

    private static final long NUMBER = 3;
    private static final int BEGIN = JournalDescriptor.SEGMENT_HEADER_LENGTH;

    private final RecordDecoder decoder = new RecordDecoder(position -> {});
    private final SegmentCursor cursor = new SegmentCursor(decoder);

    @TempDir
    private Path folder;

    private Segment segment;
    private int written = BEGIN;

    @BeforeEach
    void open() throws IOException {
        segment =
                Segment.open(Files.write(folder.resolve("segment"), new byte[JournalDescriptor.SEGMENT_UNIT]), NUMBER);
        cursor.begin(segment);
    }

    @AfterEach
    void close() throws IOException {
        segment.close();
    }

    @Test
    void shouldWaitForMoreWhileASegmentGrowsAndGoOnFromThere() {
        record(1);
        assertThat(cursor.advance(written)).isEqualTo(Step.RECORD);
        assertThat(cursor.advance(written)).isEqualTo(Step.NOTHING_YET);
        record(2);
        assertThat(cursor.advance(written)).isEqualTo(Step.RECORD);
        assertThat(decoder.firstPosition()).isEqualTo(2);
        assertThat(cursor.advance(written)).isEqualTo(Step.NOTHING_YET);
        assertThat(cursor.damaged()).isZero();
    }

    @Test
    void shouldEndWhereTheWriterHasGoneOn() {
        record(1);
        segment.buffer().putInt(written, JournalDescriptor.END, JournalDescriptor.ORDER);

        assertThat(cursor.advance(segment.length())).isEqualTo(Step.RECORD);
        assertThat(cursor.advance(segment.length())).isEqualTo(Step.END);
        assertThat(cursor.offset()).isEqualTo(written);
    }

    @Test
    void shouldEndBehindTheLastWholeRecordOfASegmentThatNobodyEnded() {
        record(1);

        assertThat(cursor.advance(segment.length())).isEqualTo(Step.RECORD);
        assertThat(cursor.advance(segment.length())).isEqualTo(Step.END);
        assertThat(cursor.offset()).isEqualTo(written);
        assertThat(cursor.damaged()).isZero();
    }

    @Test
    void shouldPassOverDamageToTheNextWholeRecordAndCountItOnce() {
        record(1);
        final int first = written;
        record(2);
        record(3);
        damage(first);
        damage(first + 40);
        record(4);

        assertThat(cursor.advance(segment.length())).isEqualTo(Step.RECORD);
        assertThat(cursor.advance(segment.length())).isEqualTo(Step.RECORD);
        assertThat(decoder.firstPosition()).isEqualTo(4);
        assertThat(cursor.damaged()).isEqualTo(1);
    }

    @Test
    void shouldPassOverDamageAtTheEndOfWhatIsWrittenAndGoOnBehindIt() {
        record(1);
        final int second = written;
        record(2);
        damage(second);
        assertThat(cursor.advance(written)).isEqualTo(Step.RECORD);
        assertThat(cursor.advance(written)).isEqualTo(Step.NOTHING_YET);
        assertThat(cursor.damaged()).isEqualTo(1);

        record(3);
        assertThat(cursor.advance(written)).isEqualTo(Step.RECORD);
        assertThat(decoder.firstPosition()).isEqualTo(3);
        assertThat(cursor.damaged()).isEqualTo(1);
    }

    @Test
    void shouldTakeNoRecordOfAnotherPlaceForOneOfThisSegment() {
        final byte[] bytes = new byte[64];
        record(1);
        segment.buffer().getBytes(BEGIN, bytes);
        segment.buffer().putBytes(written + 64, bytes);

        assertThat(cursor.advance(segment.length())).isEqualTo(Step.RECORD);
        assertThat(cursor.advance(segment.length())).as("a copy of it").isEqualTo(Step.END);
    }

    @Test
    void shouldGiveTheSameRecordAgainWhenItGoesBack() {
        record(1);
        record(2);
        cursor.advance(written);
        cursor.advance(written);
        cursor.back();

        assertThat(cursor.advance(written)).isEqualTo(Step.RECORD);
        assertThat(decoder.firstPosition()).isEqualTo(2);
        assertThat(cursor.recordOffset()).isGreaterThan(BEGIN);
    }

    private void record(final long position) {
        final RecordEncoder encoder = new RecordEncoder();
        encoder.beginSegment(NUMBER);
        encoder.beginRecord(position, position);
        encoder.addTick(position + 1);
        segment.buffer().putBytes(written, encoder.finish(written), encoder.length());
        written += JournalDescriptor.align(encoder.length());
    }

    private void damage(final int recordAt) {
        final int at = recordAt + JournalDescriptor.ARRIVAL_OFFSET;
        segment.buffer().putByte(at, (byte) (segment.buffer().getByte(at) ^ 1));
    }
}
