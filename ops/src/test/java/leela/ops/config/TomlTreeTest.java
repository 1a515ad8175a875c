package leela.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library's mapper says what is right. */
class TomlTreeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "a = 1\nb = 9000000000\nc = 123456789012345678901234567890\nd = 0x10",
                "a = 1.5\nb = -inf\nc = 1e400\nd = 0.1",
                "a = true\nb = false\nc = \"text\"\nd = '''more\ntext'''",
                "a = 2026-11-30\nb = 2026-11-30T09:03:00Z",
                "[a]\nb = {c = [1, \"two\", [3.5, {d = true}], []]}\n[a.e]\nf = {}\n[[g]]\nh = 1\n[[g]]\nh = 2",
            })
    void shouldBeTheTreeThatTheMapperMakes(final String text) throws IOException {
        assertThat(TomlTree.of(text)).isEqualTo(new TomlMapper().readTree(text));
    }

    @Test
    void shouldTellWhereATextIsWrong() {
        assertThatThrownBy(() -> TomlTree.of("a = 1\nb = = 2\n"))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        malformed ->
                                assertThat(malformed.getLocation().getLineNr()).isEqualTo(2));
    }
}
