package leela.adapters.secrets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import leela.engine.runtime.PlainFile;

/**
 * A password in the first line of a file that nobody else may read.
 * Thread: any.
 * Errors: a file that is missing, empty or open to others is an {@link IllegalArgumentException}, which never holds the
 * password.
 */
public final class PasswordFile {

    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private PasswordFile() {}

    /** Reads it; messages call it {@code key}, the name of its setting. */
    public static String read(final String key, final Path file) {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
                throw new IllegalArgumentException(
                        key + ": " + file + " is open to others (expected: mode 0600 or 0640)");
            }
            final List<String> lines =
                    PlainFile.text(file, StandardCharsets.UTF_8).lines().toList();
            if (lines.isEmpty() || lines.get(0).isEmpty()) {
                throw new IllegalArgumentException(key + ": " + file + " has no password in its first line");
            }
            return lines.get(0);
        } catch (final IOException unreadable) {
            throw new IllegalArgumentException(
                    key + ": " + file + " cannot be read (" + reason(unreadable) + ")", unreadable);
        }
    }

    private static String reason(final IOException unreadable) {
        if (unreadable instanceof NoSuchFileException) {
            return "no such file";
        }
        return unreadable instanceof FileSystemException told && told.getReason() != null
                ? told.getReason()
                : "permission denied, or a broken disk";
    }
}
