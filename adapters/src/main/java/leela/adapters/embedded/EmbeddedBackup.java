package leela.adapters.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import leela.adapters.embedded.table.TableFile;
import leela.engine.spi.StoreException;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;

/**
 * A folder that {@link EmbeddedStore#backup} made.
 * Thread: any.
 * Errors: {@link IOException} where the disk refuses; {@link #verify} throws {@link StoreException}.
 */
public final class EmbeddedBackup {

    /** What a checkpoint of the store consists of. */
    private static final Pattern NAME =
            Pattern.compile("CURRENT|IDENTITY|LOCK|LOG[.\\w]*|(MANIFEST|OPTIONS)-\\d{1,20}|\\d{1,20}\\.(sst|log|blob)");

    private static final Pattern MANIFEST = Pattern.compile("MANIFEST-\\d{1,20}");
    private static final String TABLE = ".sst";
    private static final int MOST_FIRST_BYTES = 64;

    private EmbeddedBackup() {}

    /** Why this is not what {@link EmbeddedStore#backup} made, if it is not; nothing but its first file is opened. */
    public static Optional<String> fault(final Path backup) throws IOException {
        final Path first = backup.resolve(Database.FIRST_FILE);
        if (!isPlain(first)) {
            return Optional.of(backup + ": no backup that leela backup made");
        }
        try (Stream<Path> files = Files.list(backup)) {
            for (final Path file : files.sorted().toList()) {
                if (!isPlain(file)) {
                    return Optional.of(file + ": is no plain file; nothing was restored");
                }
                if (!NAME.matcher(file.getFileName().toString()).matches()) {
                    return Optional.of(file + ": no file of a backup; nothing was restored");
                }
            }
        }
        final String named = Files.size(first) > MOST_FIRST_BYTES
                ? ""
                : Files.readString(first, StandardCharsets.ISO_8859_1).strip();
        return MANIFEST.matcher(named).matches() && isPlain(backup.resolve(named))
                ? Optional.empty()
                : Optional.of(first + ": names no file of the backup; nothing was restored");
    }

    /** When it was made. */
    public static Instant made(final Path backup) throws IOException {
        return Files.getLastModifiedTime(backup.resolve(Database.FIRST_FILE)).toInstant();
    }

    /**
     * Those of its files that do not fit their checksums, each with the library's word of it. Every byte of them is
     * read.
     */
    public static List<String> damaged(final Path backup) throws IOException {
        final List<String> damaged = new ArrayList<>();
        try (Options options = new Options();
                Stream<Path> files = Files.list(backup)) {
            for (final Path file :
                    files.filter(one -> one.toString().endsWith(TABLE)).sorted().toList()) {
                try (TableFile table = new TableFile(file, options)) {
                    table.verify();
                } catch (final RocksDBException broken) {
                    damaged.add(file.getFileName() + ": " + broken.getMessage());
                }
            }
        }
        return damaged;
    }

    /** Fails where one of them does not. */
    static void verify(final Path backup) {
        try {
            final List<String> damaged = damaged(backup);
            if (!damaged.isEmpty()) {
                throw new StoreException(
                        "The backup in " + backup + " is damaged, and most likely the store is, too: files that do not"
                                + " fit their checksums: " + damaged.size() + ", first " + damaged.get(0)
                                + ". It is left there; keep the one before it. Look at the disk, and run leela repair"
                                + " --check once the engine has ended.",
                        false,
                        null);
            }
        } catch (final IOException unreadable) {
            throw new StoreException(
                    "The backup in " + backup + " cannot be read again: " + unreadable.getMessage() + ".",
                    false,
                    unreadable);
        }
    }

    /** No link either: it may lead to what its owner may not read. */
    private static boolean isPlain(final Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
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
                copy(file, directory.resolve(file.getFileName()));
            }
        }
    }

    /** A link that was put there meanwhile is not followed. */
    private static void copy(final Path from, final Path to) throws IOException {
        Files.createFile(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        try (InputStream bytes = Files.newInputStream(from, LinkOption.NOFOLLOW_LINKS);
                OutputStream out = Files.newOutputStream(to)) {
            bytes.transferTo(out);
        }
    }
}
