package leela.ops.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What came from outside cannot write fields of its own. */
final class FieldMessagesTest {

    private final FieldMessages messages = new FieldMessages();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "path={} sent=1 | /run/a | path=/run/a sent=1",
                "path={} sent=1 | /run/a sent=9 | path=\"/run/a sent=9\" sent=1",
                "path={} sent=1 | /a\" sent=9 x=\" | path=\"/a' sent=9 x='\" sent=1",
                "cause=\"{}\" n=1 | no \" n=9 x=\" socket | cause=\"no ' n=9 x=' socket\" n=1",
                "from {} on | a \"b\" | from a 'b' on",
                "port={} | 4080 | port=4080",
            })
    void shouldLetNoValueEndItsField(final String line, final String value, final String expected) {
        assertThat(messages.newMessage(line, value).getFormattedMessage()).isEqualTo(expected);
    }

    @Test
    void shouldKeepTheThrowableBehindTheValues() {
        final IllegalStateException fault = new IllegalStateException("x");
        final Message message = messages.newMessage("a={} b=\"{}\"", "1 2", 3, fault);

        assertThat(message.getFormattedMessage()).isEqualTo("a=\"1 2\" b=\"3\"");
        assertThat(message.getThrowable()).isSameAs(fault);
    }

    @Test
    void shouldBeWhatEveryLoggerUses() {
        LoggerFactory.getLogger("of a test").debug("not shown");
        final LoggerContext context = (LoggerContext) LogManager.getContext(false);

        assertThat(context.getLogger("of a test").<FieldMessages>getMessageFactory())
                .isInstanceOf(FieldMessages.class);
    }
}
