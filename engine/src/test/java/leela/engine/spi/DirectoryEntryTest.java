package leela.engine.spi;

import static org.assertj.core.api.Assertions.assertThat;

import leela.engine.spi.Directory.Entry;
import org.junit.jupiter.api.Test;

final class DirectoryEntryTest {

    /** {@code printf '%s' 'alice@localhost' 'id' '^web' | sha512sum} */
    @Test
    void shouldNameAnEntryAsTheFirstLeelaDid() {
        assertThat(new Entry("id", "^web", "alice@localhost").key())
                .isEqualTo("fca8a60e61eda66c409000bf3612eab45cda9b29b1609f64ffc697ee35e32978"
                        + "82304876d6e6f1bfd573f6c4bce373b2fc314418d7dc854350416e17c7e69404");
    }

    @Test
    void shouldGiveTheStatementThatAsksForIt() {
        assertThat(new Entry("id", "^web", "alice@localhost").statement()).isEqualTo("SELECT id FROM ^web;");
    }
}
