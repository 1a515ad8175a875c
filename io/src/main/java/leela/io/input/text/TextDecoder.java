package leela.io.input.text;

import static leela.io.input.text.TextDescriptor.BLANK;
import static leela.io.input.text.TextDescriptor.END;
import static leela.io.input.text.TextDescriptor.isByte;

import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import leela.engine.counters.EngineCounter;
import leela.engine.refusal.Evidence;
import leela.engine.ring.Limits;
import leela.engine.ring.Producer;
import leela.io.input.DatagramDecoder;
import leela.io.input.text.TextDescriptor.Word;
import leela.io.json.JsonCheck;
import leela.io.number.DecimalDoubleDecoder;
import leela.io.number.EpochTimeDecoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Reads the entries of one text datagram and hands each to the producer, straight from the buffer.
 * A malformed entry costs itself alone: reading resumes after the next {@code ;} that is followed by the end or by a
 * known word.
 * Thread: the receiver's.
 * Memory: nothing for metrics and events; a copy of its JSON for a document; text for a malformed entry that is kept.
 * Units: times epoch ns.
 * Errors: malformed entries are counted as received and rejected; nothing is thrown.
 */
public final class TextDecoder implements DatagramDecoder {

    static final int MALFORMED = -1;

    private static final int NO_TIME = 0;
    private static final byte[] NO_KEY = {};
    private static final byte[] PONG = "pong".getBytes(StandardCharsets.US_ASCII);

    private final Producer producer;
    private final Evidence evidence;
    private final TextDialect dialect;
    private final DecimalDoubleDecoder value = new DecimalDoubleDecoder();
    private final EpochTimeDecoder time = new EpochTimeDecoder();
    private final FieldDecoder key = new FieldDecoder();
    private final FieldDecoder document = new FieldDecoder();
    private final LegacyLineDecoder legacy;
    private final EntryFault fault;
    private final JsonCheck json = new JsonCheck();
    private final RepeatedEvents repeated = new RepeatedEvents();
    private final BooleanSupplier isSendingOn;

    public TextDecoder(final Producer producer, final TextDialect dialect) {
        this(producer, dialect, () -> false);
    }

    /** While events are sent on, one that comes back again and again is rejected. */
    TextDecoder(final Producer producer, final TextDialect dialect, final BooleanSupplier isSendingOn) {
        this.isSendingOn = isSendingOn;
        this.producer = producer;
        this.evidence = producer.evidence();
        this.dialect = dialect;
        legacy = new LegacyLineDecoder(producer);
        fault = new EntryFault(dialect);
    }

    @Override
    public byte[] answerTo(final DirectBuffer datagram, final int length) {
        return dialect.hasPing() && TextDescriptor.isPing(datagram, length) ? PONG : NO_ANSWER;
    }

    @Override
    public void decode(final MutableDirectBuffer datagram, final int length, final long arrivalNs) {
        producer.begin(arrivalNs);
        evidence.begin(datagram, length);
        int index = TextDescriptor.skipSpace(datagram, 0, length);
        while (index < length) {
            evidence.entry(index);
            final int next = decodeEntry(datagram, index, length);
            if (next == MALFORMED) {
                reject(datagram, index, length);
                index = resume(datagram, index, length);
            } else {
                index = TextDescriptor.skipSpace(datagram, next, length);
            }
        }
        producer.end();
    }

    private void reject(final DirectBuffer buffer, final int offset, final int limit) {
        if (producer.rejectAll(EngineCounter.REJECTED_MALFORMED, 1)) {
            evidence.keep(
                    EngineCounter.REJECTED_MALFORMED, producer.arrivalNs(), fault.of(buffer, offset, limit), NO_KEY);
        }
    }

    /** One entry; the index behind it, or MALFORMED. */
    private int decodeEntry(final DirectBuffer buffer, final int offset, final int limit) {
        final Word word = TextDescriptor.wordAt(buffer, offset, limit);
        if (word == null) {
            return dialect.hasLegacy() ? legacy.decode(buffer, offset, limit) : MALFORMED;
        }
        if (!dialect.accepts(word)) {
            return MALFORMED;
        }
        final int keyEnd = key.decode(buffer, offset + word.length(), limit);
        if (keyEnd == MALFORMED) {
            return MALFORMED;
        }
        return word == Word.DATA
                ? decodeData(buffer, keyEnd, limit)
                : decodeSample(word, buffer, offset, keyEnd, limit);
    }

    /** {@code SP value SP time ";"} behind a key. */
    private int decodeSample(
            final Word word, final DirectBuffer buffer, final int offset, final int keyEnd, final int limit) {
        final int valueEnd = value.decode(buffer, keyEnd + 1, limit);
        if (valueEnd < 0 || !isByte(buffer, valueEnd, limit, BLANK)) {
            return MALFORMED;
        }
        final int end = decodeTime(buffer, valueEnd + 1, limit);
        if (end > 0) {
            if (word == Word.EVENT) {
                addEvent(buffer, offset, end);
            } else {
                producer.metric(word.type(), buffer, key.offset(), key.length(), value.value(), time.timeNs());
            }
        }
        return behind(end);
    }

    private void addEvent(final DirectBuffer buffer, final int offset, final int end) {
        if (isSendingOn.getAsBoolean() && repeated.isBeyond(buffer, offset, end - offset)) {
            producer.reject(EngineCounter.REJECTED_REPEATED, buffer, key.offset(), key.length());
        } else {
            producer.event(buffer, key.offset(), key.length(), value.value(), time.timeNs());
        }
    }

    /** {@code SP length "|" json SP time ";"} behind a key. */
    private int decodeData(final DirectBuffer buffer, final int keyEnd, final int limit) {
        final int jsonEnd = document.decode(buffer, keyEnd + 1, limit);
        if (jsonEnd == MALFORMED) {
            return MALFORMED;
        }
        final int end = decodeTime(buffer, jsonEnd + 1, limit);
        if (end > 0) {
            addDocument(buffer);
        }
        return behind(end);
    }

    private void addDocument(final DirectBuffer buffer) {
        if (document.length() > Limits.MAX_DOCUMENT_LENGTH) {
            producer.reject(EngineCounter.REJECTED_DOCUMENT, buffer, key.offset(), key.length());
            return;
        }
        final byte[] bytes = new byte[document.length()];
        buffer.getBytes(document.offset(), bytes);
        if (json.isDocument(bytes)) {
            producer.data(buffer, key.offset(), key.length(), bytes, time.timeNs());
        } else {
            producer.reject(EngineCounter.REJECTED_DOCUMENT, buffer, key.offset(), key.length());
        }
    }

    private static int behind(final int timeEnd) {
        return timeEnd == NO_TIME ? MALFORMED : Math.abs(timeEnd);
    }

    /** {@code time ";"}; the index behind it, NO_TIME, or minus that index where the time was rejected. */
    private int decodeTime(final DirectBuffer buffer, final int offset, final int limit) {
        final int end = time.decode(buffer, offset, limit);
        if (end == EpochTimeDecoder.OUT_OF_RANGE) {
            return rejectTime(buffer, offset, limit);
        }
        return end > 0 && isByte(buffer, end, limit, END) ? end + 1 : NO_TIME;
    }

    /** A well-formed time that no nanoseconds hold: beyond any limit. */
    private int rejectTime(final DirectBuffer buffer, final int offset, final int limit) {
        int end = offset;
        while (end < limit && buffer.getByte(end) != END) {
            end++;
        }
        if (end == limit) {
            return NO_TIME;
        }
        producer.reject(EngineCounter.REJECTED_TIME_RANGE, buffer, key.offset(), key.length());
        return -(end + 1);
    }

    /** Where to go on after a malformed entry that began at {@code offset}. */
    private int resume(final DirectBuffer buffer, final int offset, final int limit) {
        for (int index = offset; index < limit; index++) {
            final byte next = buffer.getByte(index);
            if (next == END) {
                final int start = TextDescriptor.skipSpace(buffer, index + 1, limit);
                if (start == limit || TextDescriptor.wordAt(buffer, start, limit) != null) {
                    return start;
                }
            } else if (next == TextDescriptor.LINE_END && dialect.hasLegacy()) {
                return TextDescriptor.skipSpace(buffer, index + 1, limit);
            }
        }
        return limit;
    }
}
