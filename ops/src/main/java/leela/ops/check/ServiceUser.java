package leela.ops.check;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The user whom the data folder belongs to. What root makes there he cannot open any more, and what root may read he
 * perhaps may not.
 * Thread: any.
 * Errors: where the system does not tell, nothing is said.
 */
public final class ServiceUser {

    private static final String ROOT = "root";
    private static final Path SELF = Path.of("/proc/self");
    private static final long PATIENCE_S = 5;
    /** What the engine makes in the data folder; others may have put something there, too. */
    private static final List<String> OWN =
            List.of("alerts", "counters", "errors", "journal", "lock", "native", "outbox", "store");

    private ServiceUser() {}

    /** Who owns the folder, where the process is root's and he is not. */
    public static Optional<String> other(final Path dataDir) {
        return owner(SELF).filter(ROOT::equals).flatMap(root -> owner(dataDir)).filter(user -> !user.equals(ROOT));
    }

    /** Why root had better not work in this folder. */
    public static Optional<String> rootFault(final Path dataDir) {
        return other(dataDir)
                .map(user -> "leela.data_dir: " + dataDir.toAbsolutePath().normalize() + " belongs to user " + user
                        + ", who could not open what root makes there (expected: 'systemctl start leela', or"
                        + " 'runuser -u " + user + " -- leela' and the same words)");
    }

    /** The first of the engine's own files in this folder that this process may not read and write. */
    public static Optional<String> lockedFault(final Path dataDir) {
        for (final String name : OWN) {
            final Path own = dataDir.resolve(name);
            final Optional<Path> locked = isLocked(own) ? Optional.of(own) : lockedIn(own);
            if (locked.isPresent()) {
                return locked.map(file -> "leela.data_dir: " + denied(file) + "; as root: chown -R "
                        + System.getProperty("user.name") + ": "
                        + dataDir.toAbsolutePath().normalize());
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> lockedIn(final Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (final Path file : files) {
                if (isLocked(file)) {
                    return Optional.of(file);
                }
            }
        } catch (final IOException gone) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isLocked(final Path file) {
        return Files.exists(file) && !(Files.isReadable(file) && Files.isWritable(file));
    }

    /** Why this user may not read a file that root may read; the kernel is asked, since lists of rights count, too. */
    static Optional<String> readFault(final String key, final String user, final Path file) {
        try {
            final Process test = new ProcessBuilder("runuser", "-u", user, "--", "test", "-r", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return test.waitFor(PATIENCE_S, TimeUnit.SECONDS) && test.exitValue() == 1
                    ? Optional.of(key + ": user " + user + ", whom leela.data_dir belongs to, may not read " + file
                            + owned(file) + "; chgrp " + user + " " + file + " && chmod 640 " + file)
                    : Optional.empty();
        } catch (final IOException noSuchProgram) {
            return Optional.empty();
        } catch (final InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** What the system says to a file that cannot be read, with what is behind it. */
    public static String reason(final IOException refused) {
        if (refused instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        return refused instanceof AccessDeniedException denied
                ? denied(Path.of(denied.getFile()))
                : String.valueOf(refused.getMessage());
    }

    /** Why a folder or a file cannot be made or written. */
    public static String makeReason(final IOException refused) {
        if (refused instanceof NoSuchFileException missing) {
            return "nothing can be made in "
                    + Path.of(missing.getFile()).toAbsolutePath().getParent();
        }
        if (refused instanceof FileAlreadyExistsException there) {
            return there.getFile() + " is no folder";
        }
        if (refused instanceof AccessDeniedException denied) {
            return denied(Path.of(denied.getFile()));
        }
        return refused instanceof FileSystemException failed && failed.getReason() != null
                ? failed.getReason()
                : String.valueOf(refused.getMessage());
    }

    private static String denied(final Path file) {
        return file + ": user " + System.getProperty("user.name") + " may not read or write it" + owned(file);
    }

    private static String owned(final Path file) {
        try {
            final PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            return " (of " + attributes.owner().getName() + ":"
                    + attributes.group().getName() + ", " + PosixFilePermissions.toString(attributes.permissions())
                    + ")";
        } catch (final IOException outOfSight) {
            return "";
        }
    }

    private static Optional<String> owner(final Path file) {
        try {
            return Optional.of(Files.getOwner(file).getName());
        } catch (final IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }
}
