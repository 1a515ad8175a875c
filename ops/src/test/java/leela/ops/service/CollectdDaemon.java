package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real collectd daemon of host {@code testhost} that sends to an engine and writes the same values to csv files; both
 * in a folder of its own.
 * Thread: the test's.
 */
final class CollectdDaemon implements AutoCloseable {

    private static final int END_S = 10;

    private final Path folder;
    private final Path log;
    private final Process process;

    /**
     * Starts it.
     *
     * @param level     None, Sign or Encrypt; at level None nobody asks for the user
     * @param intervalS seconds between two values, as in {@code 0.1}
     */
    CollectdDaemon(
            final Path folder,
            final int port,
            final String level,
            final String user,
            final String password,
            final String intervalS)
            throws IOException {
        this.folder = Files.createDirectories(folder);
        final String conf;
        try (var template = CollectdDaemon.class.getResourceAsStream("/collectd/client.conf")) {
            conf = new String(template.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@BASE@", folder.toString())
                    .replace("@PORT@", Integer.toString(port))
                    .replace("@LEVEL@", level)
                    .replace("@USER@", user)
                    .replace("@PASSWORD@", password)
                    .replace("@INTERVAL@", intervalS);
        }
        log = folder.resolve("collectd.log");
        process = new ProcessBuilder(
                        "collectd",
                        "-f",
                        "-C",
                        Files.writeString(folder.resolve("collectd.conf"), conf).toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Lets it run for a while; a daemon that ends by itself has failed. */
    void run(final int seconds) throws IOException, InterruptedException {
        assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                .as("collectd ended: %s", Files.readString(log))
                .isFalse();
    }

    /** Ends it; it sends what it has left. */
    @Override
    public void close() {
        process.destroy();
        assertThat(process.onExit()).as("collectd to end").succeedsWithin(END_S, TimeUnit.SECONDS);
    }

    /** What it wrote to its csv files: see {@link CsvFiles}. */
    Map<String, CsvFiles.Values> csv() throws IOException {
        return CsvFiles.read(folder.resolve("csv"));
    }
}
