package leela.adapters.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** A folder that {@link EmbeddedStore#backup} made. Thread: any. */
public final class EmbeddedBackup {

    private EmbeddedBackup() {}

    /** Whether this is what {@link EmbeddedStore#backup} made. */
    public static boolean isBackup(final Path directory) {
        return Files.isRegularFile(directory.resolve(Database.FIRST_FILE));
    }

    /** Puts a backup into the place of a store: the directory must not be there, or be empty. */
    public static void restore(final Path backup, final Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        try (Stream<Path> there = Files.list(directory)) {
            if (there.findAny().isPresent()) {
                throw new IOException(directory + " is not empty; a backup is restored into an empty directory only");
            }
        }
        try (Stream<Path> files = Files.list(backup)) {
            for (final Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
    }
}
