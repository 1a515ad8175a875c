package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import leela.engine.spi.StoreException;
import leela.ops.config.LeelaConfig;

/**
 * The command {@code backup}: a copy of the history, with everything that had been journalled when it was asked for, in
 * a new folder named by {@code directory}, an absolute path.
 * Thread: {@link #ask} the client's.
 */
public final class BackupControl implements ControlCommand {

    private static final String NAME = "backup";
    private static final String DIRECTORY = "directory";
    private static final Pattern DENIED =
            Pattern.compile("Permission denied|Read-only file system|Operation not permitted");
    /** Each byte of the copy is read. */
    private static final Duration PATIENCE = Duration.ofHours(12);

    private final Consumer<Path> backup;

    /** {@code backup} makes one, or throws a {@link StoreException}. */
    public BackupControl(final Consumer<Path> backup) {
        this.backup = backup;
    }

    /** Asks the running engine for a backup, and returns once it is made. */
    public static void ask(final LeelaConfig engine, final Path directory) {
        final ObjectNode request = ControlLine.object()
                .put(ControlLine.COMMAND, NAME)
                .put(DIRECTORY, directory.toAbsolutePath().normalize().toString());
        ControlClient.call(engine, request, PATIENCE, row -> {});
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> arguments() {
        return Set.of(DIRECTORY);
    }

    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        final Path directory = directory(request.path(DIRECTORY).asText());
        try {
            backup.accept(directory);
            return Collections.emptyIterator();
        } catch (final StoreException refused) {
            // a folder of another name is made first, which nobody has named
            final String reason = refused.getMessage().replace(directory + ".tmp:", directory + ":");
            throw new ControlException(reason + hint(reason), refused);
        }
    }

    /** The engine writes it, whoever asks. */
    private static String hint(final String reason) {
        return DENIED.matcher(reason).find()
                ? " The engine itself writes a backup, as user " + System.getProperty("user.name")
                        + "; as a service of systemd it may write below /var/backups/leela, where that is its own, and"
                        + " /var/lib/leela alone."
                : "";
    }

    private static Path directory(final String text) {
        try {
            final Path directory = Path.of(text);
            if (Files.exists(directory)) {
                throw new ControlException(
                        "The backup to " + directory + " failed: it is there already; name a folder that is not.");
            }
            if (directory.isAbsolute()) {
                return directory;
            }
            throw new ControlException(DIRECTORY + ": \"" + text + "\" (expected: an absolute path)");
        } catch (final InvalidPathException malformed) {
            throw new ControlException(DIRECTORY + ": \"" + text + "\" is no path", malformed);
        }
    }
}
