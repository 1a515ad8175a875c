package leela.engine.dmproc.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {

    /** Left of the arrow what is written, right of it the strict form. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            value = {
                "id -> id",
                "median -> median",
                "abs|ceil -> abs | ceil",
                "abs  |\tfloor -> abs | floor",
                "(+ 1) -> (+ 1)",
                "(1+) -> (1 +)",
                "(-1) -> (- 1)",
                "(+1) -> (+ 1)",
                "( - 1 ) -> (- 1)",
                "(-1 -) -> (-1 -)",
                "(-1-) -> (-1 -)",
                "(- -3) -> (- -3)",
                "(*-3) -> (* -3)",
                "(/ .5) -> (/ 0.5)",
                "(1. *) -> (1 *)",
                "(+1 -) -> (1 -)",
                "(- nan) -> (- nan)",
                "(-inf +) -> (-inf +)",
                "(- inf) -> (- inf)",
                "(-inf) -> (- inf)",
                "(Infinity /) -> (inf /)",
                "(* NaN) -> (* nan)",
                "(+ 1e308) -> (+ 1.0E308)",
                "(1.5E-3 -) -> (0.0015 -)",
                "(1e5-) -> (100000 -)",
                "(* -0) -> (* -0.0)",
                "(/ 1e400) -> (/ inf)",
                "[>10] -> [> 10]",
                "[10>] -> [10 >]",
                "[== 1] -> [= 1]",
                "[1 ==] -> [1 =]",
                "[!= 1] -> [/= 1]",
                "[/=1] -> [/= 1]",
                "[1 !=] -> [1 /=]",
                "[>= -1.5] -> [>= -1.5]",
                "[-1.5<=] -> [-1.5 <=]",
                "[<nan] -> [< nan]",
                "[>-1] -> [> -1]",
                "window 3 (mean) -> window 3 (mean)",
                "window 3(sum|abs) -> window 3 (sum | abs)",
                "window 003 ((+ 1)) -> window 3 ((+ 1))",
                "window 2147483648 (sum) -> window 2147483648 (sum)",
                "window 10000 (median) -> window 10000 (median)",
                "sma 5 -> sma 5",
                "ewma .5 -> ewma 0.5",
                "ewma -0 -> ewma -0.0",
                "ewma inf -> ewma inf",
                "ewma +0.5 -> ewma 0.5",
                "sample 1/2 -> sample 1/2",
                "sample 1 / 2 -> sample 1/2",
                "sample 2/2 -> sample 2/2"
            })
    void shouldReadAndPrintTheStrictForm(final String written, final String strict) throws SyntaxException {
        final Pipeline pipeline = Program.parse(written, ".").pipeline();

        assertThat(pipeline).hasToString(strict);
        assertThat(Program.parse(strict, ".").pipeline()).isEqualTo(pipeline);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            value = {
                "`` -> column 1: expected a function, found the end",
                "foo -> column 1: expected a function, found 'foo'",
                "idd -> column 1: expected a function, found 'idd'",
                "ID -> column 1: expected a function, found 'ID'",
                "abs | -> column 6: expected a function, found the end",
                "abs abs -> column 5: expected nothing more, found 'abs'",
                "| abs -> column 1: expected a function, found '|'",
                "() -> column 2: expected an operator (* / + -), found ')'",
                "(+ x) -> column 4: expected a number, found 'x'",
                "(% 2) -> column 2: expected an operator (* / + -), found '%'",
                "(1) -> column 3: expected an operator (* / + -), found ')'",
                "(1 + 2) -> column 6: expected ')', found '2'",
                "((+ 1)) -> column 2: expected an operator (* / + -), found '('",
                "(+ --1) -> column 4: expected a number, found '--1'",
                "(--1 +) -> column 3: expected a number without a second sign, found '-1'",
                "(--1) -> column 3: expected a number without a second sign, found '-1'",
                "(+ 1.2.3) -> column 4: expected a number, found '1.2.3'",
                "(+ 1e) -> column 4: expected a number, found '1e'",
                "(+ .) -> column 4: expected a number, found '.'",
                "(+ 0x1) -> column 4: expected a number, found '0x1'",
                "(+ inf0) -> column 4: expected a number, found 'inf0'",
                "[] -> column 2: expected a comparison (> < = >= <= /=), found ']'",
                "[> 1 -> column 5: expected ']', and, or, found the end",
                "[> x] -> column 4: expected a number, found 'x'",
                "[=> 1] -> column 3: expected a number, found '>'",
                "[>< 1] -> column 3: expected a number, found '<'",
                "[> = 1] -> column 4: expected a number, found '='",
                "[/ 1] -> column 2: expected a comparison (> < = >= <= /=), found '/'",
                "[> --1] -> column 4: expected a number, found '--1'",
                "window (mean) -> column 8: expected a whole number, found '('",
                "window 0 (mean) -> column 1: window: 0 (expected: at least 1 value)",
                "window -1 (sum) -> column 8: expected a whole number, found '-1'",
                "window 1.5 (sum) -> column 8: expected a whole number, found '1.5'",
                "window 3 mean -> column 10: expected '(', found 'mean'",
                "window 3 () -> column 11: expected a function, found ')'",
                "window 3 (sma 2) -> column 11: expected a function, found 'sma'",
                "window 3 (id sum) -> column 14: expected '|' or ')', found 'sum'",
                "window 3 ([> 1]) -> column 11: expected a function, found '['",
                "id | window 10001 (median) -> column 6: window with a median: 10001 (expected: at most 10000 values)",
                "sma -> column 4: expected a whole number, found the end",
                "sma 0 -> column 1: sma: 0 (expected: at least 1 value)",
                "sma3 -> column 1: expected a function, found 'sma3'",
                "ewma -> column 5: expected a number, found the end",
                "ewma -1 -> column 1: ewma: -1 (expected: a weight of at least 0)",
                "ewma nan -> column 1: ewma: nan (expected: a weight of at least 0)",
                "sample 1 -> column 9: expected '/', found the end",
                "sample 0/2 -> column 1: sample: 0 (expected: at least 1 value)",
                "sample 3/2 -> column 1: sample 3 of: 2 (expected: at least 3)",
                "sample 1/x -> column 10: expected a whole number, found 'x'",
                "abs | \u00e9 -> column 7: expected a function, found " + "latin small letter e with acute (U+00E9)"
            })
    void shouldNameTheColumnAndWhatWasExpected(final String written, final String message) {
        final SyntaxException fault = catchThrowableOfType(SyntaxException.class, () -> Program.parse(written, "."));

        assertThat(withoutLists(fault)).isEqualTo(message);
        assertThat(message).startsWith("column " + fault.column() + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proc match 1|. id;",
                " proc  match\t1 |. id ; \n",
                "proc match 01|.\tid;",
                "proc match 1|.\nid;\r\n"
            })
    void shouldReadProcInstructions(final String written) throws SyntaxException {
        final Program program = Program.parse(bytes(written));

        assertThat(program.regex()).asString(StandardCharsets.UTF_8).isEqualTo(".");
        assertThat(program.pipeline()).isEqualTo(new Pipeline(List.of(Func.Plain.ID)));
        assertThat(program).hasToString("proc match 1|. id;");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            value = {
                "`` -> column 1: expected 'proc', found the end",
                "; -> column 1: expected 'proc', found ';'",
                "proc select 1|. id; -> column 6: expected 'match', found 'select'",
                "PROC match 1|. id; -> column 1: expected 'proc', found 'PROC'",
                "proc match . id; -> column 12: expected a whole number, found '.'",
                "proc match 1. id; -> column 12: expected a whole number, found '1.'",
                "proc match 0| id; -> column 12: regex: 0 bytes (expected: 1-1024)",
                "proc match 1025|. id; -> column 12: regex: 1025 bytes (expected: 1-1024)",
                "proc match 9|. id; -> column 14: expected 9 bytes, found 5",
                "proc match 1|cpu id; -> column 15: expected white space behind the regex, whose length is 1, "
                        + "found 'pu'",
                "proc match 1|. id -> column 18: expected '|' or ';', found the end",
                "proc match 1|. ; -> column 16: expected a function, found ';'",
                "proc match 1|. id;close; -> column 19: expected nothing more, found 'close'",
                "proc match 1|. id;; -> column 19: expected nothing more, found ';'",
                "proc match 2|\u00e9 x; -> column 16: expected a function, found 'x'"
            })
    void shouldRefuseWhatIsNoProcInstruction(final String written, final String message) {
        assertThat(withoutLists(catchThrowableOfType(SyntaxException.class, () -> Program.parse(bytes(written)))))
                .isEqualTo(message);
    }

    @Test
    void shouldTakeAnyBytesAsRegex() throws SyntaxException {
        final byte[] regex = {'|', ';', ' ', 0, (byte) 0xff, '\n'};
        final Program program = new Program(regex, new Pipeline(List.of(Func.Plain.SUM)));

        assertThat(Program.parse(program.toBytes())).isEqualTo(program);
    }

    @Test
    void shouldTakeARegexUpToItsLimit() throws SyntaxException {
        final byte[] regex = new byte[Program.MAX_REGEX_LENGTH];
        Arrays.fill(regex, (byte) 'x');
        final Program program = new Program(regex, new Pipeline(List.of(Func.Plain.ID)));

        assertThat(Program.parse(program.toBytes())).isEqualTo(program);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Program(new byte[1025], program.pipeline()))
                .withMessage("regex: 1025 bytes (expected: 1-1024)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            value = {
                "SELECT id FROM .; -> proc match 1|. id;",
                "select window 60 (mean) | [> 90] from ^web ; -> proc match 4|^web window 60 (mean) | [> 90];",
                "Select sum\tFrom a b;\t\t-> proc match 3|a b sum;",
                "SELECT id FROM a\\;b; -> proc match 4|a\\;b id;",
                "SELECT id FROM caf\u00e9; -> proc match 5|caf\u00e9 id;",
                "SELECT id FROM from; -> proc match 4|from id;",
                "SELECT id FROM a/b/c; -> proc match 5|a/b/c id;",
                "SELECT id FROM [/]var[/]; -> proc match 9|[/]var[/] id;",
                "SELECT id FROM a b; -> proc match 3|a b id;",
                "SELECT id FROM where; -> proc match 5|where id;",
                "SELECT id FROM l\u2019eau; -> proc match 7|l\u2019eau id;"
            })
    void shouldReadSelectStatements(final String written, final String strict) throws SyntaxException {
        assertThat(Program.parseSelect(written)).hasToString(strict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            value = {
                "`` -> column 1: expected SELECT, found the end",
                "SELECT FROM .; -> column 8: expected a function, found 'FROM'",
                "SELECT * FROM .; -> column 8: expected a function, found '*'",
                "SELECT id; -> column 10: expected '|' or FROM, found ';'",
                "SELECT id FROM; -> column 15: regex: 0 bytes (expected: 1-1024)",
                "SELECT id FROM . -> column 17: expected ';', found the end",
                "SELECT id FROM a; SELECT id FROM b; -> column 19: expected nothing more, found 'SELECT'",
                "SELECT id FROM a\\; -> column 19: expected ';', found the end",
                "SELECT\u00a0id FROM a; -> column 7: expected a function, found no-break space (U+00A0)",
                "SELECT id | [> \u201c90\u201d] FROM a; -> column 16: expected a number, "
                        + "found left double quotation mark (U+201C)",
                "SELECT id FROM ^web\u00a0; -> column 20: expected a plain blank or nothing, "
                        + "found no-break space (U+00A0)",
                "SELECT id FROM caf\u00e9\u200b; -> column 20: expected a plain blank or nothing, "
                        + "found zero width space (U+200B)",
                "SELECT id FROM \u201c^web\u201d; -> column 16: expected a regex without quotes, "
                        + "found left double quotation mark (U+201C)",
                "SELECT id FROM '^web'; -> column 16: expected a regex without quotes, found '''",
                "SELECT id FROM \"^web\"; -> column 16: expected a regex without quotes, found '\"'",
                "SELECT id FROM /^web/i; -> column 16: expected a regex without slashes around it, found '/'; "
                        + "a slash of keys is [/]",
                "SELECT id FROM load WHERE host=web; -> column 21: expected ';' behind the regex, found 'WHERE'; "
                        + "a blank of keys is [ ]",
                "SELECT id FROM load group  by host; -> column 21: expected ';' behind the regex, found 'group  by'; "
                        + "a blank of keys is [ ]"
            })
    void shouldRefuseWhatIsNoSelectStatement(final String written, final String message) {
        assertThat(withoutLists(catchThrowableOfType(SyntaxException.class, () -> Program.parseSelect(written))))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            value = {
                "abs | window 2147483649 (sum) -> column 7: window: 2147483649 (expected: at most 2147483648 values)",
                "sma 99999999999999999999 -> column 1: sma: 9223372036854775807 (expected: at most 2147483648 values)",
                "sample 1/3000000000 -> column 1: sample 1 of: 3000000000 (expected: at most 2147483648 values)"
            })
    void shouldRefuseCountsThatNoSeriesComesTo(final String pipeline, final String message) {
        assertThat(catchThrowableOfType(SyntaxException.class, () -> Program.parse(pipeline, ".")))
                .hasMessage(message);
    }

    @Test
    void shouldRefuseMoreFunctionsWithAStateThanAProgramMayKeep() throws SyntaxException {
        final String most = "mean|".repeat(253) + "window 2 (abs|abs)";
        assertThat(Program.parse(most, ".")).isNotNull();

        for (final String more : List.of("sum|" + most, "window 2 (" + "abs|".repeat(256) + "abs)")) {
            assertThat(catchThrowableOfType(SyntaxException.class, () -> Program.parse(more, ".")))
                    .hasMessageMatching("column \\d+: a program of more than 256 functions that keep a state");
        }
    }

    @Test
    void shouldTakeAsManyFunctionsOfSingleValuesAsAFrameHolds() throws SyntaxException {
        final String frame = "proc match 1|. " + "id|".repeat(21_838) + "id   ;";

        assertThat(frame).hasSize(65_535);
        assertThat(Program.parse(frame.getBytes(StandardCharsets.US_ASCII))
                        .pipeline()
                        .funcs())
                .hasSize(21_839);
    }

    @Test
    void shouldCheckTheRegexThatStandsApart() {
        assertThat(catchThrowableOfType(SyntaxException.class, () -> Program.parse("id", "")))
                .hasMessage("column 1: regex: 0 bytes (expected: 1-1024)");
    }

    /** The message without the names of all functions. */
    static String withoutLists(final SyntaxException fault) {
        return fault.getMessage().replaceFirst("; (in a window )?there are id .*", "");
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
