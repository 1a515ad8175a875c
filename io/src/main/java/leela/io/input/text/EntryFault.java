package leela.io.input.text;

import static leela.io.input.text.TextDescriptor.BAR;
import static leela.io.input.text.TextDescriptor.BLANK;
import static leela.io.input.text.TextDescriptor.COLON;
import static leela.io.input.text.TextDescriptor.END;
import static leela.io.input.text.TextDescriptor.LINE_END;
import static leela.io.input.text.TextDescriptor.isByte;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import leela.engine.keys.NearestName;
import leela.engine.runtime.PrintableText;
import leela.io.input.text.TextDescriptor.Word;
import leela.io.number.DecimalDoubleDecoder;
import leela.io.number.EpochTimeDecoder;
import org.agrona.DirectBuffer;

/**
 * Says in one sentence what is wrong with an entry that the decoder has found malformed: it reads the entry once more,
 * slowly. Asked only for the few that are kept for people to read.
 * Thread: its owner's.
 * Memory: some text; what it shows of the entry is cut.
 */
final class EntryFault {

    private static final int MOST_SHOWN = 60;

    private static final List<String> METRICS = List.of("gauge", "counter", "derive", "absolute");

    private final TextDialect dialect;
    private final DecimalDoubleDecoder value = new DecimalDoubleDecoder();
    private final EpochTimeDecoder time = new EpochTimeDecoder();

    private DirectBuffer buffer;
    private int limit;

    EntryFault(final TextDialect dialect) {
        this.dialect = dialect;
    }

    /** What is wrong with the entry at {@code offset}. */
    String of(final DirectBuffer entry, final int offset, final int datagramEnd) {
        buffer = entry;
        limit = datagramEnd;
        final Word word = TextDescriptor.wordAt(buffer, offset, limit);
        if (word == null) {
            return ofBeginning(offset);
        }
        if (!dialect.accepts(word)) {
            return "nothing of the type " + name(word) + " is taken here (expected: " + accepted() + ")";
        }
        return ofFields(word, offset + word.length());
    }

    private String ofBeginning(final int offset) {
        final int wordEnd = wordEnd(offset);
        final String word = text(offset, wordEnd);
        if (words().contains(word)) {
            return "behind " + word + " stands no key";
        }
        final boolean isMeantForUs =
                isByte(buffer, wordEnd, limit, BLANK) && isByte(buffer, digitsEnd(wordEnd + 1), limit, BAR);
        if (isMeantForUs) {
            return "there is no type " + word
                    + NearestName.of(word.toLowerCase(Locale.ROOT), words())
                            .map(near -> " (did you mean " + near + "?)")
                            .orElse(" (expected: " + accepted() + ")");
        }
        final int colon = dialect.hasLegacy() ? lastColon(offset) : offset;
        return colon > offset
                ? ofLine(colon + 1)
                : "it begins with no type (expected: " + accepted()
                        + (dialect.hasLegacy() ? ", or a line NAME: VALUE)" : ")");
    }

    /** Of {@code VALUE} or {@code VALUE TIME} behind a name. */
    private String ofLine(final int offset) {
        final int valueStart = blanksEnd(offset);
        final int valueEnd = wordEnd(valueStart);
        final int timeStart = blanksEnd(valueEnd);
        if (valueEnd == valueStart) {
            return "its value is missing";
        }
        return value.decode(buffer, valueStart, limit) == valueEnd
                ? "its time, " + text(timeStart, wordEnd(timeStart)) + ", is no number of seconds"
                : noNumber(text(valueStart, valueEnd));
    }

    private int lastColon(final int offset) {
        int colon = offset;
        for (int i = offset; i < limit && buffer.getByte(i) != LINE_END; i++) {
            colon = buffer.getByte(i) == COLON ? i : colon;
        }
        return colon;
    }

    private int blanksEnd(final int offset) {
        int index = offset;
        while (isByte(buffer, index, limit, BLANK)) {
            index++;
        }
        return index;
    }

    private static String noNumber(final String shown) {
        return "its value, " + shown + ", is no number"
                + (shown.matches("[-+]?\\d+,\\d+") ? " (expected: a point, as in 1.5)" : "");
    }

    private String ofFields(final Word word, final int offset) {
        final String faultOfKey = ofField("key", offset);
        if (!faultOfKey.isEmpty()) {
            return faultOfKey;
        }
        final int second = fieldEnd(offset) + 1;
        if (word == Word.DATA) {
            final String faultOfJson = ofField("document", second);
            return faultOfJson.isEmpty() ? ofTime(fieldEnd(second) + 1) : faultOfJson;
        }
        final int valueEnd = wordEnd(second);
        if (valueEnd == second) {
            return isByte(buffer, second, limit, BLANK)
                    ? "two blanks stand before its value (expected: one)"
                    : "its value and its time are missing";
        }
        if (value.decode(buffer, second, limit) != valueEnd) {
            return noNumber(text(second, valueEnd));
        }
        return isByte(buffer, valueEnd, limit, BLANK) ? ofTime(valueEnd + 1) : "its time is missing";
    }

    /** Of {@code length "|" bytes} and a blank; empty where nothing is wrong with it. */
    private String ofField(final String what, final int offset) {
        final int barAt = digitsEnd(offset);
        final String word = text(offset, wordEnd(offset));
        if (barAt == offset) {
            return word.isEmpty()
                    ? "its " + what + " is missing"
                    : "its " + what + ", " + word + ", has no length before it (expected: as in 6|foobar)";
        }
        if (!isByte(buffer, barAt, limit, BAR)) {
            return "its " + what + ", " + word + ", has no length and | before it (expected: as in 6|foobar)";
        }
        final String length = text(offset, barAt);
        if (barAt - offset > TextDescriptor.MAX_LENGTH_DIGITS) {
            return "its length, " + length + ", is too long";
        }
        final int end = fieldEnd(offset);
        if (isByte(buffer, end, limit, END) || end == limit) {
            return what.equals("key") ? "its value and its time are missing" : "its time is missing";
        }
        return isByte(buffer, end, limit, BLANK)
                ? ""
                : "its length says " + length + ", but no blank follows so many bytes of its " + what;
    }

    private String ofTime(final int offset) {
        final int timeEnd = wordEnd(offset);
        if (timeEnd == offset) {
            return isByte(buffer, offset, limit, BLANK)
                    ? "two blanks stand before its time (expected: one)"
                    : "its time is missing";
        }
        if (time.decode(buffer, offset, limit) != timeEnd) {
            return "its time, " + text(offset, timeEnd) + ", is no number of seconds";
        }
        return isByte(buffer, timeEnd, limit, BLANK)
                ? "behind its time stands something else (expected: ';')"
                : "it does not end with ';'";
    }

    /** Behind the bytes of a field whose length can be read; within the entry. */
    private int fieldEnd(final int offset) {
        final int barAt = digitsEnd(offset);
        long length = 0;
        for (int i = offset; i < barAt; i++) {
            length = length * 10 + buffer.getByte(i) - '0';
        }
        return (int) Math.min(limit, barAt + 1 + length);
    }

    private int digitsEnd(final int offset) {
        int index = offset;
        while (index < limit && buffer.getByte(index) >= '0' && buffer.getByte(index) <= '9') {
            index++;
        }
        return index;
    }

    private int wordEnd(final int offset) {
        int index = offset;
        while (index < limit && !isEnd(buffer.getByte(index))) {
            index++;
        }
        return index;
    }

    private static boolean isEnd(final byte next) {
        return next == BLANK || next == END || next == LINE_END || next == '\r';
    }

    private String text(final int from, final int to) {
        final byte[] bytes = new byte[Math.min(to - from, MOST_SHOWN)];
        buffer.getBytes(from, bytes);
        return PrintableText.of(bytes) + (to - from > MOST_SHOWN ? "…" : "");
    }

    private String accepted() {
        return String.join(", ", words());
    }

    private List<String> words() {
        final List<String> words = new ArrayList<>();
        if (dialect.hasMetrics()) {
            words.addAll(METRICS);
        }
        if (dialect.hasEvents()) {
            words.add("event");
        }
        if (dialect.hasData()) {
            words.add("data");
        }
        return words;
    }

    private static String name(final Word word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
