package leela.ops.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether what stands in a data folder in the place of files are files: to open a FIFO waits for its other end, and a
 * device has none.
 * Thread: any.
 */
public final class PlainFiles {

    private static final List<String> OF_THE_FOLDER = List.of(
            "lock", "counters", "errors", "alerts", "outbox", "directory.json", "directory.last.json", "journal/lock");

    private static final List<String> FOLDERS = List.of("journal", "store", "cassandra");

    private PlainFiles() {}

    /** A sentence on the first that is none, if any. */
    public static Optional<String> fault(final Path dataDir) {
        return Stream.concat(
                        OF_THE_FOLDER.stream().map(dataDir::resolve),
                        FOLDERS.stream().flatMap(name -> in(dataDir.resolve(name)).stream()))
                .filter(PlainFiles::isOther)
                .findFirst()
                .map(file -> "leela.data_dir: " + file.toAbsolutePath()
                        + " is no file, but a FIFO, a socket or a device; move it away");
    }

    private static List<Path> in(final Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of(folder);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (final IOException | UncheckedIOException unreadable) {
            // whoever opens it says so
            return List.of();
        }
    }

    private static boolean isOther(final Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isOther();
        } catch (final IOException missing) {
            return false;
        }
    }
}
