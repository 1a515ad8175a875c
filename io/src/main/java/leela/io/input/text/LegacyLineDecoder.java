package leela.io.input.text;

import static leela.io.input.text.TextDescriptor.BLANK;
import static leela.io.input.text.TextDescriptor.COLON;
import static leela.io.input.text.TextDescriptor.LINE_END;
import static leela.io.input.text.TextDescriptor.MAX_LEGACY_NAME_LENGTH;

import leela.engine.counters.EngineCounter;
import leela.engine.ring.Producer;
import leela.engine.series.MetricType;
import leela.io.number.DecimalDoubleDecoder;
import leela.io.number.EpochTimeDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads one line {@code name: value} or {@code name: value unixtime}: a gauge, of now where it has no time.
 * A name may hold colons; the last one of the line ends it.
 * Thread: the receiver's.
 * Memory: nothing per line.
 */
final class LegacyLineDecoder {

    private final Producer producer;
    private final DecimalDoubleDecoder value = new DecimalDoubleDecoder();
    private final EpochTimeDecoder time = new EpochTimeDecoder();

    LegacyLineDecoder(final Producer producer) {
        this.producer = producer;
    }

    /** The index of the line's end, or {@link TextDecoder#MALFORMED}. */
    int decode(final DirectBuffer buffer, final int offset, final int limit) {
        int lineEnd = offset;
        int colon = offset;
        for (byte next; lineEnd < limit && (next = buffer.getByte(lineEnd)) != LINE_END; lineEnd++) {
            if (next == COLON) {
                colon = lineEnd;
            }
        }
        if (colon == offset) {
            return TextDecoder.MALFORMED;
        }
        final int valueEnd = value.decode(buffer, skipBlanks(buffer, colon + 1, lineEnd), lineEnd);
        return valueEnd < 0 ? TextDecoder.MALFORMED : decodeTime(buffer, offset, colon - offset, valueEnd, lineEnd);
    }

    private int decodeTime(
            final DirectBuffer buffer, final int name, final int nameLength, final int valueEnd, final int lineEnd) {
        final int length = Math.min(nameLength, MAX_LEGACY_NAME_LENGTH);
        final int timeStart = skipBlanks(buffer, valueEnd, lineEnd);
        if (TextDescriptor.skipSpace(buffer, valueEnd, lineEnd) == lineEnd) {
            producer.metric(MetricType.GAUGE, buffer, name, length, value.value(), producer.arrivalNs());
            return lineEnd;
        }
        final int timeEnd = timeStart == valueEnd ? TextDecoder.MALFORMED : time.decode(buffer, timeStart, lineEnd);
        if (timeEnd == EpochTimeDecoder.OUT_OF_RANGE) {
            producer.reject(EngineCounter.REJECTED_TIME_RANGE, buffer, name, length);
            return lineEnd;
        }
        if (timeEnd < 0 || TextDescriptor.skipSpace(buffer, timeEnd, lineEnd) != lineEnd) {
            return TextDecoder.MALFORMED;
        }
        producer.metric(MetricType.GAUGE, buffer, name, length, value.value(), time.timeNs());
        return lineEnd;
    }

    private static int skipBlanks(final DirectBuffer buffer, final int offset, final int limit) {
        int index = offset;
        while (index < limit && buffer.getByte(index) == BLANK) {
            index++;
        }
        return index;
    }
}
