package leela.engine.dmproc.language;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.dmproc.language.AlertProgram.Flap;
import leela.engine.dmproc.language.AlertProgram.NoData;

/**
 * From text to alert. Behind the regex its clauses stand in any order, each once; the regex ends before the first of
 * them, since a blank of keys is {@code [ ]}.
 * Thread: one; used for one text.
 * Errors: {@link SyntaxException} at the first fault.
 */
final class AlertParser {

    private static final List<String> CLAUSES =
            List.of("CLEAR", "FOR", "CALM", "NODATA", "SEVERITY", "DURING", "TO", "NOTE", "FLAP");

    /** A name in quotes, a letter behind a backslash, or where the regex ends; possessive: no length costs stack. */
    private static final Pattern END = Pattern.compile(
            "(?i)\\sAS\\s+\"(?:[^\"\\\\]|\\\\.)*+\"|\\\\.|(\\s(?:" + String.join("|", CLAUSES) + ")(?=[\\s\\[\"])|;)",
            Pattern.DOTALL);

    /** With a key behind it that is none; others end the regex. */
    private static final Pattern BY = Pattern.compile("(?i)\\s+BY\\s+");

    private final Lexer lexer;
    private final PipelineParser parser;
    private final Set<String> seen = new LinkedHashSet<>();

    // what its clauses say
    private Optional<Func.Condition> clear = Optional.empty();
    private int clearAt;
    private Span hold = Span.NONE;
    private Span calm = Span.NONE;
    private NoData noData = NoData.NONE;
    private String severity = "";
    private Optional<ActiveHours> during = Optional.empty();
    private List<String> recipients = List.of();
    private String note = "";
    private int noteAt;
    private Flap flap = Flap.USUAL;

    private AlertParser(final byte[] text) throws SyntaxException {
        lexer = new Lexer(text);
        parser = new PipelineParser(lexer);
    }

    static AlertProgram parse(final byte[] text) throws SyntaxException {
        return new AlertParser(text).alert(text);
    }

    /** Refuses what is surely not meant, too. */
    static AlertProgram parseNew(final byte[] text) throws SyntaxException {
        final AlertParser parser = new AlertParser(text);
        final AlertProgram alert = parser.alert(text);
        parser.refuse(parser.clearAt, AlertChecks.clear(alert));
        parser.refuse(parser.noteAt, AlertChecks.note(alert));
        return alert;
    }

    private void refuse(final int at, final Optional<String> fault) throws SyntaxException {
        if (fault.isPresent()) {
            throw lexer.wrong(at, fault.get());
        }
    }

    private AlertProgram alert(final byte[] text) throws SyntaxException {
        expectWord("alert", "ALERT");
        final int nameAt = lexer.position();
        final String name = lexer.word();
        if (name.isEmpty()) {
            throw lexer.expected("the name of the alert");
        }
        expectWord("when", "WHEN");
        final Optional<Expression> expression = StatementParser.expression(lexer, parser);
        final List<Func> funcs = conditional(expression.isPresent());
        final int from = lexer.position();
        if (!lexer.takeWord("from")) {
            throw lexer.expected("'|', a condition such as [> 90], or FROM");
        }
        if (funcs.isEmpty() || !(funcs.get(funcs.size() - 1) instanceof final Func.Condition condition)) {
            throw lexer.expectedAt(from, "a condition such as [> 90] before FROM");
        }
        final Program program = program(text, expression, funcs.subList(0, funcs.size() - 1));
        while (!lexer.take(';')) {
            clause();
        }
        lexer.expectEnd();
        return lexer.checked(
                nameAt,
                () -> new AlertProgram(
                        name, program, condition, clear, hold, calm, noData, severity, during, recipients, note, flap));
    }

    private List<Func> conditional(final boolean isBehindExpression) throws SyntaxException {
        return parser.conditional(isBehindExpression);
    }

    private Program program(final byte[] text, final Optional<Expression> expression, final List<Func> funcs)
            throws SyntaxException {
        final int start = lexer.position();
        final byte[] source = source(text, start);
        final NamingParser names = new NamingParser(lexer, start, source);
        final String regexes = names.sourceText();
        final List<Input> inputs = StatementParser.inputs(lexer, start, regexes, expression.isPresent());
        lexer.rewind(start + source.length);
        final Naming naming = names.naming(false);
        final Pipeline pipeline = funcs.isEmpty() ? PipelineParser.asItIs() : new Pipeline(funcs);
        for (final Input input : inputs) {
            refuseBlank(start, regexes, input);
        }
        return lexer.checked(start, () -> new Program(inputs, expression, pipeline, naming, false, false));
    }

    /** What comes before the first clause. */
    private static byte[] source(final byte[] text, final int start) {
        final String rest = new String(text, start, text.length - start, StandardCharsets.ISO_8859_1);
        final Matcher end = END.matcher(rest);
        int length = rest.length();
        while (length == rest.length() && end.find()) {
            length = end.group(1) == null ? length : end.start();
        }
        return rest.substring(0, length).stripTrailing().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What stands behind a blank was most likely meant as a clause. */
    private void refuseBlank(final int start, final String source, final Input input) throws SyntaxException {
        final String regex = new String(input.regex(), StandardCharsets.ISO_8859_1);
        int at = -1;
        boolean isInClass = false;
        for (int i = 0; i < regex.length() && at < 0; i++) {
            final char symbol = regex.charAt(i);
            if (symbol == '\\') {
                i++;
            } else if (Character.isWhitespace(symbol) && !isInClass && regex.charAt(i - 1) != ',') {
                at = i;
            } else {
                isInClass = symbol == '[' || isInClass && symbol != ']';
            }
        }
        if (at >= 0) {
            final int blank = start + source.indexOf(regex) + at;
            final Matcher by = BY.matcher(regex).region(at, regex.length());
            if (by.lookingAt()) {
                throw lexer.expectedAt(blank + by.end() - at, "$1 or tag:name");
            }
            throw lexer.expectedAt(blank + 1, "BY, AS, " + missing() + " or ';'", "; a blank of keys is [ ]");
        }
    }

    private void clause() throws SyntaxException {
        final int at = lexer.position();
        for (final String clause : CLAUSES) {
            if (lexer.takeWord(clause)) {
                if (!seen.add(clause)) {
                    throw lexer.wrong(at, clause + " twice");
                }
                clause(clause);
                return;
            }
        }
        throw lexer.expected(missing() + " or ';'");
    }

    private String missing() {
        return String.join(
                ", ", CLAUSES.stream().filter(clause -> !seen.contains(clause)).toList());
    }

    private void clause(final String clause) throws SyntaxException {
        switch (clause) {
            case "CLEAR" -> {
                clearAt = lexer.position();
                clear = Optional.of(parser.condition());
            }
            case "FOR" -> hold = lexer.span();
            case "CALM" -> calm = lexer.span();
            case "NODATA" -> noData = noData();
            case "SEVERITY" -> severity = severity();
            case "DURING" -> during = Optional.of(hours());
            case "TO" -> recipients = recipients();
            case "NOTE" -> {
                noteAt = lexer.position();
                note = NamingParser.quoted(lexer, "a note");
            }
            default -> flap = flap();
        }
    }

    private NoData noData() throws SyntaxException {
        final int at = lexer.position();
        if (lexer.isAtSpan()) {
            final Span span = lexer.span();
            return lexer.checked(at, () -> new NoData(span, 0));
        }
        final long count = lexer.count();
        if (!lexer.takeWord("intervals") && !lexer.takeWord("interval")) {
            throw lexer.expected("a unit (" + Span.UNITS + ") or intervals");
        }
        if (count == 0) {
            throw lexer.wrong(at, "NODATA: 0 intervals (expected: at least 1)");
        }
        return lexer.checked(at, () -> new NoData(Span.NONE, count));
    }

    private String severity() throws SyntaxException {
        final String word = lexer.word();
        if (word.isEmpty()) {
            throw lexer.expected("a severity such as critical");
        }
        return word;
    }

    private Flap flap() throws SyntaxException {
        final int at = lexer.position();
        final long count = lexer.count();
        expectWord("in", "IN");
        final Span in = lexer.span();
        return lexer.checked(at, () -> new Flap(count, in));
    }

    private List<String> recipients() throws SyntaxException {
        final List<String> all = new ArrayList<>();
        do {
            final int at = lexer.position();
            final String recipient = lexer.tag();
            if (recipient.isEmpty()) {
                throw lexer.expectedAt(at, "a name or an address");
            }
            all.add(recipient);
        } while (lexer.take(','));
        return all;
    }

    private ActiveHours hours() throws SyntaxException {
        final int at = lexer.position();
        final EnumSet<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        do {
            final DayOfWeek first = day();
            final DayOfWeek last = lexer.takeGlued('-') ? day() : first;
            for (DayOfWeek day = first; day != last; day = day.plus(1)) {
                days.add(day);
            }
            days.add(last);
        } while (lexer.take(','));
        final LocalTime from = time();
        lexer.expect('-');
        final LocalTime to = time();
        final int zoneAt = lexer.position();
        final String zone = lexer.tag();
        final ZoneId known = zone(zone, zoneAt);
        return lexer.checked(at, () -> new ActiveHours(days, from, to, known));
    }

    private DayOfWeek day() throws SyntaxException {
        final int at = lexer.position();
        final DayOfWeek day = ActiveHours.day(lexer.word());
        if (day == null) {
            throw lexer.expectedAt(at, "a day (mon tue wed thu fri sat sun)");
        }
        return day;
    }

    private LocalTime time() throws SyntaxException {
        final int at = lexer.position();
        final String hour = lexer.word();
        final String minute = lexer.takeGlued(':') ? lexer.word() : "";
        if (!hour.matches("[0-9]{2}") || !minute.matches("[0-9]{2}")) {
            throw lexer.expectedAt(at, "a time such as 08:00");
        }
        if (hour.equals("24") && minute.equals("00")) {
            return LocalTime.MIDNIGHT;
        }
        try {
            return LocalTime.of(Integer.parseInt(hour), Integer.parseInt(minute));
        } catch (final DateTimeException none) {
            throw lexer.wrong(at, "expected a time from 00:00 to 24:00, found '" + hour + ":" + minute + "'");
        }
    }

    private ZoneId zone(final String zone, final int at) throws SyntaxException {
        try {
            return ZoneId.of(zone);
        } catch (final DateTimeException none) {
            throw lexer.expectedAt(at, "a time zone such as Europe/Berlin or UTC");
        }
    }

    private void expectWord(final String word, final String shown) throws SyntaxException {
        if (!lexer.takeWord(word)) {
            throw lexer.expected(shown);
        }
    }
}
