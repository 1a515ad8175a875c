package leela.ops.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import leela.ops.alert.AlertTestRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts of their page tell what the page says. */
@Tag("once")
final class AlertsPageTest {

    private static final Pattern BLOCK = Pattern.compile("```alerts\n(.*?)```", Pattern.DOTALL);

    @Test
    void shouldTellWhatThePageSays(@TempDir final Path folder) throws IOException {
        int tests = 0;
        for (final MatchResult block : BLOCK.matcher(Files.readString(Path.of("../ops/docs/35-alerts.md")))
                .results()
                .toList()) {
            for (final AlertTestRun.Result result :
                    AlertTestRun.run(Files.writeString(folder.resolve("page.alerts"), block.group(1)))) {
                assertThat(result.faults()).as(result.name()).isEmpty();
                tests++;
            }
        }
        assertThat(tests).isEqualTo(2);
    }
}
