package leela.ops.collectd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import leela.ops.service.RunningService;

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
        this(
                folder,
                "/collectd/client.conf",
                Map.of(
                        "@PORT@",
                        Integer.toString(port),
                        "@LEVEL@",
                        level,
                        "@USER@",
                        user,
                        "@PASSWORD@",
                        password,
                        "@INTERVAL@",
                        intervalS));
    }

    /** Starts it by a configuration of the test's, in which words are replaced. */
    CollectdDaemon(final Path folder, final String template, final Map<String, String> words) throws IOException {
        this.folder = Files.createDirectories(folder);
        String conf;
        try (var resource = CollectdDaemon.class.getResourceAsStream(template)) {
            conf = new String(resource.readAllBytes(), StandardCharsets.UTF_8).replace("@BASE@", folder.toString());
        }
        for (final Map.Entry<String, String> word : words.entrySet()) {
            conf = conf.replace(word.getKey(), word.getValue());
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

    /** Ends it as {@code kill -9} does, or a power cut; what it has left is lost. */
    void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** Ends it; it sends what it has left. */
    @Override
    public void close() {
        process.destroy();
        assertThat(process.onExit()).as("collectd to end").succeedsWithin(END_S, TimeUnit.SECONDS);
    }

    /** A connection to its socket; it may not be there yet. */
    SocketChannel connect() {
        final AtomicReference<SocketChannel> channel = new AtomicReference<>();
        RunningService.await("collectd's socket", () -> {
            try {
                channel.set(SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("sock"))));
                return true;
            } catch (final IOException notYet) {
                return false;
            }
        });
        return channel.get();
    }

    /** What it wrote to its csv files: see {@link CsvFiles}. */
    Map<String, CsvFiles.Values> csv(final Path... typesDb) throws IOException {
        return CsvFiles.read(folder.resolve("csv"), typesDb);
    }
}
