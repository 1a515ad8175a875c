package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed (signal 9) while it writes loses nothing that a batch has ended with, and repeats nothing.
 */
final class JournalKillTest {

    @TempDir
    private Path directory;

    private final SplittableRandom random = new SplittableRandom();

    @Test
    void shouldLoseNothingWhenKilled() throws IOException, InterruptedException {
        killAndCheck(3);
    }

    @Test
    @Tag("slow")
    void shouldLoseNothingWhenKilledTwentyTimes() throws IOException, InterruptedException {
        killAndCheck(20);
    }

    private void killAndCheck(final int kills) throws IOException, InterruptedException {
        long stored = 0;
        for (int kill = 0; kill < kills; kill++) {
            final long told = runAndKill(stored, 1 + random.nextInt(400));
            try (JournalFixture after = new JournalFixture(directory, stored, 1L << 30)) {
                final List<String> shown = after.read();
                assertThat(shown.size()).as("kill " + kill).isGreaterThanOrEqualTo((int) (told - stored));
                for (int i = 0; i < shown.size(); i++) {
                    final long at = stored + i;
                    assertThat(shown.get(i))
                            .isEqualTo(
                                    at + " series" + at % JournalWriterProcess.SERIES + " " + (double) at + "@" + at);
                }
                stored += random.nextInt(shown.size() + 1);
                after.journal.reader().acknowledge(stored);
                assertThat(after.count(JournalCounter.DISCARDED_DAMAGE)).isZero();
                assertThat(after.count(JournalCounter.RECOVERED)).isEqualTo(shown.size());
                assertThat(after.count(JournalCounter.STORED) + after.count(JournalCounter.WAITING))
                        .isEqualTo(shown.size());
            }
        }
    }

    /** How far the writer had got, as it said, when it was killed behind so many batches. */
    private long runAndKill(final long stored, final int batches) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                JournalWriterProcess.class.getName(),
                directory.toString(),
                Long.toString(stored)));
        final Process writer = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long told = stored;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < batches; i++) {
                final String line = lines.readLine();
                assertThat(line).as("the writer died by itself").isNotNull();
                told = Long.parseLong(line);
            }
        } finally {
            writer.destroyForcibly();
            writer.waitFor();
        }
        return told;
    }

    /** Some launchers of tests have a class loader of their own beside the class path. */
    private static String classPath() {
        final StringBuilder path = new StringBuilder(System.getProperty("java.class.path"));
        if (JournalKillTest.class.getClassLoader() instanceof URLClassLoader loader) {
            for (final URL url : loader.getURLs()) {
                path.append(File.pathSeparator).append(url.getPath());
            }
        }
        return path.toString();
    }
}
