package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import leela.ops.cli.option.ConfigOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParseResult;

@Tag("once")
final class PlainRunTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "check",
                "run -h",
                "run --help",
                "run -c",
                "run -cleela.toml",
                "run --config=leela.toml",
                "run -c -c",
                "run -c @words",
                "run -c leela.toml more",
                "run leela.toml",
                "-V",
                "-c leela.toml run"
            })
    void shouldLeaveOtherWordsToTheCommandLine(final String words) {
        assertThat(PlainRun.config(words.split(" "))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "run -c leela.toml, leela.toml",
        "run --config /etc/leela/leela.toml, /etc/leela/leela.toml",
        "run -c ../a-b.toml, ../a-b.toml"
    })
    void shouldTakeTheFileThatTheCommandLineTakes(final String words, final String file) {
        final ParseResult parsed = LeelaCommand.commandLine().parseArgs(words.split(" "));

        assertThat(parsed.subcommand().matchedOptionValue("--config", Path.of("none")))
                .isEqualTo(Path.of(file));
        assertThat(PlainRun.config(words.split(" ")).map(ConfigOption::name))
                .contains(Path.of(file).toAbsolutePath().normalize().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = "run")
    void shouldRunWithTheInstallationsFileWhereNoneIsNamed(final String word) {
        assertThat(PlainRun.config(word).map(ConfigOption::name)).contains(new ConfigOption().name());
    }
}
