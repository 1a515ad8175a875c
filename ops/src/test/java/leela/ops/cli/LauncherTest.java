package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The command as users start it: {@code ops/leela}, in processes of its own. */
@Execution(ExecutionMode.CONCURRENT)
class LauncherTest {

    private static final Pattern READY = Pattern.compile(
            "leela \\S+ ready: udp 127\\.0\\.0\\.1:(\\d+), collectd \\S+, .*http 127\\.0\\.0\\.1:(\\d+).*");
    private static final long PATIENCE_S = 60;

    @TempDir
    private Path folder;

    @Test
    void shouldRunFromTheFirstMetricToAnOrderlyEnd() throws Exception {
        final Path server = Files.writeString(
                folder.resolve("server.toml"), "[udp]\nport = 0\n[collectd]\nport = 0\n[http]\nport = 0\n");
        final Process engine = start("run", "-c", server.toString());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(engine.getInputStream(), StandardCharsets.UTF_8))) {
            final Matcher ready = READY.matcher(String.valueOf(lines.readLine()));
            assertThat(ready.matches()).as("the ready line").isTrue();
            final String client = Files.writeString(
                            folder.resolve("client.toml"),
                            "[udp]\nport = " + ready.group(1) + "\n[http]\nport = " + ready.group(2) + "\n")
                    .toString();

            assertThat(run("", "selftest", "-c", client))
                    .contains("pass  udp ping", "pass  http seen by storage")
                    .doesNotContain("fail");
            final long now = new leela.engine.runtime.SystemClock().timeNs() / 1_000_000_000L;
            run("gauge 6|foobar 1.5 " + now + ".0;\n", "send");
            assertThat(awaitHistory(client)).isEqualTo("time,value\n" + now + ",1.5\n");
            assertThat(run("", "keys", "foo*", "-c", client)).isEqualTo("foobar\n");
            assertThat(run("", "stat")).contains("balanced");
        } finally {
            engine.destroy();
            assertThat(engine.waitFor(PATIENCE_S, TimeUnit.SECONDS))
                    .as("the engine to end")
                    .isTrue();
        }
        assertThat(engine.exitValue()).isZero();
    }

    /** Storage shows what was written within two seconds. */
    private String awaitHistory(final String client) throws Exception {
        String seen = "";
        for (int attempt = 0; attempt < 20 && !seen.contains("1.5"); attempt++) {
            final Process history = start("history", "foobar", "--csv", "-c", client);
            seen = new String(history.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            history.waitFor();
        }
        return seen;
    }

    private String run(final String input, final String... arguments) throws Exception {
        final Process process = start(arguments);
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        final String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", arguments), out)
                .isZero();
        return out;
    }

    private Process start(final String... arguments) throws IOException {
        return Launcher.leela(folder, arguments)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
