package leela.ops.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import org.agrona.ErrorHandler;

/**
 * Backups that {@code leela backup} asks a running engine for, through two files in its data folder: who may write
 * there may ask.
 *
 * <pre>
 *   backup.request    the folder to make, absolute
 *   backup.answer     nothing if it was made, else why not
 * </pre>
 *
 * Thread: the watch's looks for requests; a backup is made on {@code leela-backup}; {@link #ask} is the other
 * process's.
 * Errors: what goes wrong with a backup is the answer.
 */
public final class BackupRequests implements AutoCloseable {

    private static final String REQUEST = "backup.request";
    private static final String ANSWER = "backup.answer";
    private static final long POLL_NS = 50_000_000;

    private final Path dataDir;
    private final Consumer<Path> backup;
    private final ErrorHandler onError;
    private final ExecutorService thread;

    /** {@code backup} makes one, and throws where it cannot. */
    BackupRequests(final Path dataDir, final Consumer<Path> backup, final ErrorHandler onError) throws IOException {
        this.dataDir = dataDir;
        this.backup = backup;
        this.onError = onError;
        thread = Executors.newSingleThreadExecutor(new NamedThreads("leela-backup", onError));
        Files.deleteIfExists(dataDir.resolve(REQUEST));
    }

    /**
     * Asks the engine that runs on this folder, and waits for its answer: why there is no backup; empty if there is
     * one.
     */
    public static Optional<String> ask(
            final Path dataDir, final Path directory, final Clock clock, final Duration patience) throws IOException {
        final Path answer = dataDir.resolve(ANSWER);
        Files.deleteIfExists(answer);
        put(dataDir, REQUEST, directory.toAbsolutePath().normalize().toString());
        final long deadlineNs = clock.ticksNs() + patience.toNanos();
        while (!Files.exists(answer)) {
            if (clock.ticksNs() - deadlineNs > 0) {
                Files.deleteIfExists(dataDir.resolve(REQUEST));
                return Optional.of("no answer from the engine within " + patience.toSeconds() + " s; is it running?");
            }
            LockSupport.parkNanos(POLL_NS);
        }
        final String reason = Files.readString(answer);
        Files.delete(answer);
        return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
    }

    /** Takes up a request if there is one. */
    void look() throws IOException {
        final Path request = dataDir.resolve(REQUEST);
        if (Files.exists(request)) {
            final Path directory = Path.of(Files.readString(request));
            Files.delete(request);
            thread.execute(() -> answer(directory));
        }
    }

    private void answer(final Path directory) {
        String reason = "";
        try {
            backup.accept(directory);
        } catch (final RuntimeException failed) {
            reason = String.valueOf(failed.getMessage());
        }
        try {
            put(dataDir, ANSWER, reason);
        } catch (final IOException failed) {
            onError.onError(failed);
        }
    }

    /** Whole or not at all. */
    private static void put(final Path dataDir, final String name, final String text) throws IOException {
        final Path next = dataDir.resolve(name + ".new");
        Files.writeString(next, text);
        Files.move(next, dataDir.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
