package leela.ops.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import leela.engine.runtime.NamedThreads;

/**
 * A web server in a process of its own, which tells what is posted to it before it answers, and can be killed.
 * Thread: the test's; one of its own reads what it tells.
 */
final class KillableReceiver implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path script;
    private final Path log;
    private final Queue<JsonNode> posted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private Process process;
    private Thread reader;
    private int port;

    /** Started. */
    KillableReceiver(final Path folder) throws IOException {
        script = folder.resolve("receiver.py");
        log = folder.resolve("receiver.log");
        try (InputStream resource = KillableReceiver.class.getResourceAsStream("receiver.py")) {
            Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
        }
        start();
    }

    /** Starts it again, at its port. */
    void start() throws IOException {
        process = new ProcessBuilder("/usr/bin/python3", "-u", script.toString(), String.valueOf(port))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        final BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        final String first = lines.readLine();
        assertThat(first).as("its port; see %s", log).isNotNull();
        port = Integer.parseInt(first);
        reader = NamedThreads.named("receiver", failed -> {}, () -> read(lines));
        reader.start();
    }

    String url() {
        return "http://127.0.0.1:" + port + "/hook";
    }

    /** How many messages came. */
    int count() {
        return count.get();
    }

    /** Gives the ledger what came since the last time. */
    void tell(final MessageLedger ledger) {
        for (JsonNode next = posted.poll(); next != null; next = posted.poll()) {
            ledger.take(next.path("body"), next.path("id").asText());
        }
    }

    /** Ends it as {@code kill -9} does; what it has told is read. */
    void kill() {
        process.toHandle().destroyForcibly(); // which leaves what it has told
        process.onExit().join();
        try {
            reader.join();
        } catch (final InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private void read(final BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void torn(final String line) {
        System.out.println("torn: " + line);
    }

    private void take(final String line) {
        try {
            posted.add(JSON.readTree(line));
            count.incrementAndGet();
        } catch (final JsonProcessingException torn) {
            torn(line); // it was killed while it told, before it answered
        }
    }
}
