package leela.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import leela.ops.config.ConfigFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
final class ConfigCheckTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "address = '127.0.0.1', false",
                "address = '127.1.2.3', false",
                "address = '::1', false",
                "address = '0.0.0.0', true",
                "address = '::', true",
                "address = '192.168.1.2', true",
                "address = '0.0.0.0' | token_file = '/etc/leela/tokens', false"
            })
    void shouldWarnOfHttpThatIsOpenToOthers(final String toml, final boolean isOpen) {
        final String http = "[http]\n" + toml.replace('|', '\n').replace('\'', '"');

        assertThat(ConfigCheck.openWarning(
                                ConfigFile.parse("test", http).config().http())
                        .isPresent())
                .isEqualTo(isOpen);
    }
}
