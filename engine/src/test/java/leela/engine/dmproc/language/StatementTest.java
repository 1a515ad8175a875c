package leela.engine.dmproc.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import leela.engine.dmproc.language.Statement.Delete;
import leela.engine.dmproc.language.Statement.DeleteAll;
import leela.engine.dmproc.language.Statement.ListQueries;
import leela.engine.dmproc.language.Statement.Select;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            value = {
                "SELECT id FROM ^web; -> id -> ^web",
                "select window 60 (mean) | [> 90] from ^web; -> window 60 (mean) | [> 90] -> ^web",
                "`  Select\n\tid|abs\n From\n a b \n; ` -> id|abs -> a b",
                "SELECT [> 1]FROM x; -> [> 1] -> x",
                "SELECT id FROM FROM; -> id -> FROM",
                "SELECT id FROM a from b; -> id -> a from b",
                "SELECT fromage FROM x; -> fromage -> x",
                "SELECT id FROM a\\;b; -> id -> a\\;b",
                "SELECT id FROM leela.xmpp; -> id -> leela.xmpp",
                "SELECT * FROM leela; -> * -> leela",
                "SELECT id FROM \u00e9\u2603; -> id -> \u00e9\u2603"
            })
    void shouldReadASelectAsItIsWritten(final String text, final String pipeline, final String regex)
            throws SyntaxException {
        assertThat(Statement.parse(text, "leela.xmpp")).isEqualTo(new Select(pipeline, regex));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT * FROM leela.xmpp;", "select*from LEELA.XMPP ;", "\n Select * From Leela.Xmpp;\n"})
    void shouldReadTheListOfQueries(final String text) throws SyntaxException {
        assertThat(Statement.parse(text, "leela.xmpp")).isEqualTo(new ListQueries());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cold SELECT id FROM x;",
                "Record select id FROM x as \"{key}.r\";",
                "SELECT id FROM x BY $1 AS \"a;b={1}\";",
                "SELECT a / b FROM a: x, b: y AS \"r\" ;"
            })
    void shouldKeepAWholeStatementAsItIsWritten(final String text) throws SyntaxException {
        assertThat(Statement.parse(" " + text + "\n", "leela.xmpp")).isEqualTo(new Statement.Start(text));
    }

    @Test
    void shouldReadDeletes() throws SyntaxException {
        assertThat(Statement.parse("DELETE FROM leela.xmpp;", "leela.xmpp")).isEqualTo(new DeleteAll());
        assertThat(Statement.parse(" delete from leela.xmpp ; ", "leela.xmpp")).isEqualTo(new DeleteAll());
        for (final String text :
                List.of("DELETE FROM leela.xmpp WHERE key=1af;", "delete from leela.xmpp where key = 1af ;")) {
            assertThat(Statement.parse(text, "leela.xmpp")).isEqualTo(new Delete("1af"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            value = {
                "`` -> column 1: expected SELECT, RECORD SELECT, cold SELECT or DELETE, found the end",
                "hello -> column 1: expected SELECT, RECORD SELECT, cold SELECT or DELETE, found 'hello'",
                "selectid FROM x; -> column 1: expected SELECT, RECORD SELECT, cold SELECT or DELETE, found 'selectid'",
                "SELECT id; -> column 11: expected FROM, found the end",
                "SELECT FROM x; -> column 8: expected a pipeline, found 'FROM'",
                "SELECT id FROM ; -> column 16: expected a regular expression, found ';'",
                "SELECT id FROM x -> column 17: expected ';', found the end",
                "SELECT id FROM x; y -> column 19: expected nothing more, found 'y'",
                "DELETE leela.xmpp; -> column 8: expected FROM, found 'leela.xmpp'",
                "DELETE FROM leela; -> column 13: expected leela.xmpp, found 'leela'",
                "DELETE FROM leela.xmpp -> column 23: expected ';', found the end",
                "DELETE FROM leela.xmpp x; -> column 24: expected ';', found 'x'",
                "DELETE FROM leela.xmpp WHERE id=1; -> column 30: expected key, found 'id'",
                "DELETE FROM leela.xmpp WHERE key 1; -> column 34: expected '=', found '1'",
                "DELETE FROM leela.xmpp WHERE key=; -> column 34: expected a key, found ';'",
                "`\u00e9\u00e9 SELECT` -> column 1: expected SELECT, RECORD SELECT, cold SELECT or DELETE, found "
                        + "latin small letter e with acute (U+00E9)"
            })
    void shouldSayWhereTheFaultIs(final String text, final String message) {
        assertThat(catchThrowableOfType(
                        SyntaxException.class, () -> Statement.parse(text == null ? "" : text, "leela.xmpp")))
                .hasMessage(message);
    }
}
