package leela.adapters.directory;

import static org.assertj.core.api.Assertions.assertThat;

import leela.engine.spi.Directory.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EntryJsonTest {

    @Test
    void shouldWriteTheFirstLeelasLayout() {
        assertThat(EntryJson.write(new Entry("[> 90]", "a\"b", "alice@localhost")))
                .isEqualTo("{\"request\":{\"select\":{\"proc\":\"[> 90]\",\"regex\":\"a\\\"b\"}},"
                        + "\"sender\":\"alice@localhost\"}");
    }

    @Test
    void shouldKeepAStatementInAFieldOfItsOwn() {
        final Entry entry = Entry.of("cold SELECT id FROM web;", "alice@localhost");

        assertThat(EntryJson.write(entry))
                .isEqualTo("{\"request\":{\"statement\":\"cold SELECT id FROM web;\"},"
                        + "\"sender\":\"alice@localhost\"}");
        assertThat(EntryJson.read(EntryJson.write(entry))).contains(entry);
        assertThat(entry.statement()).isEqualTo("cold SELECT id FROM web;");
        assertThat(entry.key())
                .hasSize(128)
                .isNotEqualTo(
                        Entry.of("cold SELECT id FROM db;", "alice@localhost").key());
    }

    @Test
    void shouldReadWhatOtherToolsWriteWithSpacesExtrasAndAResource() {
        assertThat(EntryJson.read("{ \"sender\": \"alice@localhost/home/2\", \"by\": 1, \"request\": {\"select\": "
                        + "{\"regex\": \"^foo\", \"proc\": \"id\", \"more\": []}}}"))
                .contains(new Entry("id", "^foo", "alice@localhost"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{}",
                "{\"request\":{\"select\":{\"proc\":\"id\",\"regex\":\"x\"}}}",
                "{\"request\":{\"select\":{\"proc\":1,\"regex\":\"x\"}},\"sender\":\"a\"}",
                "{\"request\":{\"select\":\"id\"},\"sender\":\"a\"}",
                "{\"request\":{\"select\":{\"proc\":\"id\",\"regex\":\"x\"}},\"sender\":\"\"}"
            })
    void shouldLeaveOutWhatMakesNoSense(final String text) {
        assertThat(EntryJson.read(text)).isEmpty();
    }
}
