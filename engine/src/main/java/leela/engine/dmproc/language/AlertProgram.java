package leela.engine.dmproc.language;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An alert as it is written: {@code ALERT name WHEN pipeline [condition] FROM … CLEAR … FOR … …;}. {@code toString}
 * gives the strict form, which parses to an equal alert.
 * Thread: immutable.
 * Errors: what may not be built is an {@link IllegalArgumentException} in one plain sentence.
 *
 * @param name       of the alert, which there is once
 * @param program    what gives the values that are judged: without the condition
 * @param condition  what fires
 * @param clear      what ends it; where it is empty, that the condition is false
 * @param hold       how long the condition is true before people are told; {@code FOR}
 * @param calm       how long it is clear before they are told that it is over
 * @param noData     how long no sample may come
 * @param severity   empty where it has none
 * @param during     when it may begin; always where it is empty
 * @param recipients as written behind {@code TO}
 * @param note       what people are told beside; empty where there is nothing
 * @param flap       how often it may come and go
 */
public record AlertProgram(
        String name,
        Program program,
        Func.Condition condition,
        Optional<Func.Condition> clear,
        Span hold,
        Span calm,
        NoData noData,
        String severity,
        Optional<ActiveHours> during,
        List<String> recipients,
        String note,
        Flap flap) {

    /** Most recipients of one alert. */
    public static final int MAX_RECIPIENTS = 32;

    /** Longest note, in characters. */
    public static final int MAX_NOTE_LENGTH = 2000;

    private static final Pattern MEANT = Pattern.compile("(?i)\\s*ALERT[\\s;]");
    private static final String UNKNOWN = "unknown";
    private static final Pattern AHEAD = Pattern.compile("\\bahead ([0-9]+[a-z]+)");
    private static final int MAX_NAME_LENGTH = 64;
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final Pattern RECIPIENT = Pattern.compile("[^\\s,;\"'\\\\]{1,200}");

    /**
     * How long no sample may come: a time, or so many intervals of the series.
     *
     * @param after     zero where it goes by intervals, or where nobody looks
     * @param intervals zero where it goes by time
     */
    public record NoData(Span after, long intervals) {

        /** Nobody looks. */
        public static final NoData NONE = new NoData(Span.NONE, 0);

        /** Most intervals. */
        public static final int MAX_INTERVALS = 100_000;

        public NoData {
            if (intervals > MAX_INTERVALS) {
                throw new IllegalArgumentException(
                        "NODATA: " + intervals + " intervals (expected: at most " + MAX_INTERVALS + ")");
            }
            if (after.ns() > 0) {
                Func.checkSpan("NODATA", after);
            }
        }

        /** Whether anybody looks. */
        public boolean isWatched() {
            return after.ns() > 0 || intervals > 0;
        }

        @Override
        public String toString() {
            return intervals > 0 ? intervals + " intervals" : after.toString();
        }
    }

    /** An alert of which people are told more often than this flaps: {@code FLAP 6 IN 1h}. */
    public record Flap(long count, Span in) {

        /** Where an alert does not say. */
        public static final Flap USUAL = new Flap(6, new Span(3_600_000_000_000L));

        /** Most changes, since their times are kept. */
        public static final int MAX_COUNT = 100;

        public Flap {
            if (count < 2 || count > MAX_COUNT) {
                throw new IllegalArgumentException("FLAP: " + count + " (expected: from 2 to " + MAX_COUNT + ")");
            }
            Func.checkSpan("FLAP", in);
        }

        @Override
        public String toString() {
            return count + " IN " + in;
        }
    }

    public AlertProgram {
        recipients = List.copyOf(recipients);
        check(isWord(name, MAX_NAME_LENGTH), "name: '" + name + "'", "letters, digits and _, a letter first");
        check(!program.isRecorded() && !program.isCold(), "an alert that is cold or recorded", "neither");
        check(hold.ns() <= Span.LONGEST.ns(), "FOR: " + hold, "at most " + Span.LONGEST);
        check(calm.ns() <= Span.LONGEST.ns(), "CALM: " + calm, "at most " + Span.LONGEST);
        check(severity.isEmpty() || isWord(severity, MAX_NAME_LENGTH), "SEVERITY: '" + severity + "'", "a word");
        check(recipients.size() <= MAX_RECIPIENTS, "TO: " + recipients.size(), "at most " + MAX_RECIPIENTS);
        for (final String recipient : recipients) {
            check(RECIPIENT.matcher(recipient).matches(), "TO: '" + recipient + "'", "a name or an address");
        }
        check(note.length() <= MAX_NOTE_LENGTH, "NOTE: " + note.length() + " characters", "at most " + MAX_NOTE_LENGTH);
    }

    /** The same of one that somebody writes now: {@link AlertChecks} may refuse it. */
    public static AlertProgram parseNew(final String statement) throws SyntaxException {
        return AlertParser.parseNew(statement.getBytes(StandardCharsets.UTF_8));
    }

    /** From the statement, the whole of it; white space may follow. */
    public static AlertProgram parse(final String statement) throws SyntaxException {
        return AlertParser.parse(statement.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the text is meant as an alert, well-formed or not. */
    public static boolean isMeant(final String statement) {
        return MEANT.matcher(statement).lookingAt();
    }

    /** The same, told to others. */
    public AlertProgram withRecipients(final List<String> others) {
        return new AlertProgram(
                name, program, condition, clear, hold, calm, noData, severity, during, others, note, flap);
    }

    /**
     * What people are told beside; {@code {ahead}} is how far ahead its values are of their time, and
     * {@value #UNKNOWN} where they are not.
     */
    public String filledNote() {
        final Matcher ahead = AHEAD.matcher(program.selected());
        return note.replace("{ahead}", ahead.find() ? ahead.group(1) : UNKNOWN);
    }

    /** The same that is told at once, and over at once. */
    public AlertProgram withoutHolds() {
        return new AlertProgram(
                name,
                program,
                condition,
                clear,
                Span.NONE,
                Span.NONE,
                noData,
                severity,
                during,
                recipients,
                note,
                flap);
    }

    /** Whether the value is what ends the alert. */
    public boolean isClear(final double x) {
        return clear.isPresent() ? clear.get().isTrue(x) : !condition.isTrue(x);
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder("ALERT " + name + " WHEN ");
        final String selected = program.selected();
        text.append(selected.equals("id") ? "" : selected + " ")
                .append(condition)
                .append(" FROM ");
        text.append(program.sources());
        append(text, clear.map(one -> "CLEAR " + one).orElse(""));
        append(text, hold.ns() == 0 ? "" : "FOR " + hold);
        append(text, calm.ns() == 0 ? "" : "CALM " + calm);
        append(text, noData.isWatched() ? "NODATA " + noData : "");
        append(text, severity.isEmpty() ? "" : "SEVERITY " + severity);
        append(text, during.map(hours -> "DURING " + hours).orElse(""));
        append(text, recipients.isEmpty() ? "" : "TO " + String.join(", ", recipients));
        append(text, note.isEmpty() ? "" : "NOTE \"" + Naming.escaped(note) + "\"");
        append(text, flap.equals(Flap.USUAL) ? "" : "FLAP " + flap);
        return text.append(';').toString();
    }

    private static void append(final StringBuilder text, final String clause) {
        text.append(clause.isEmpty() ? "" : " ").append(clause);
    }

    private static boolean isWord(final String text, final int longest) {
        return text.length() <= longest && WORD.matcher(text).matches();
    }

    private static void check(final boolean isGood, final String what, final String expected) {
        if (!isGood) {
            throw new IllegalArgumentException(what + " (expected: " + expected + ")");
        }
    }
}
