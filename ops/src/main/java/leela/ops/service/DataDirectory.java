package leela.ops.service;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import leela.engine.counters.CounterDescriptions;
import leela.engine.counters.Counters;
import leela.io.journal.Journal;
import leela.io.socket.FolderRights;
import leela.ops.check.ConfigCheck;
import leela.ops.check.PlainFiles;
import leela.ops.check.ServiceUser;
import leela.ops.config.LeelaConfig;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that an instance owns: its lock, and the mapped files that others may look at.
 * Thread: the one that builds and closes the service.
 * Errors: {@link StartException} where the folder cannot be made or written, every user may write to it, or
 * another instance holds it.
 */
final class DataDirectory implements AutoCloseable {

    /** The counters, for {@code leela stat}. */
    static final String COUNTERS = "counters";
    /** The distinct errors with their stacks. */
    static final String ERRORS = "errors";

    private static final String LOCK = "lock";
    private static final String NEW = ".new";
    /** How the run before ended where there was none; in the lock file of a folder that a restore has made. */
    private static final String UNUSED = "none";

    private static final int ERRORS_LENGTH = 1 << 18;
    /** What is kept, and who may connect, is not everybody's. */
    private static final String MODE = "rwxr-x---";

    private static final String FILE_MODE = "rw-r-----";

    private final Path folder;
    private final FileChannel lockFile;
    private final String earlierEnd;
    private final Journal.Reach earlierJournal;
    private final boolean isNew;
    private boolean isKept = true;
    private boolean isLeftUnused;

    /** Makes the folders where they are missing, and locks the data folder. */
    DataDirectory(final LeelaConfig config) {
        folder = config.dataDir();
        isNew = !Files.exists(folder);
        ServiceUser.rootFault(folder).ifPresent(DataDirectory::refuse);
        makePrivate("leela.data_dir", folder);
        ServiceUser.lockedFault(folder).ifPresent(DataDirectory::refuse);
        PlainFiles.fault(folder).ifPresent(DataDirectory::refuse);
        makePrivate("leela.run_dir", config.runDir());
        warnIfReadable(folder);
        final boolean isFirst = !Files.exists(folder.resolve(LOCK));
        lockFile = lock(folder.resolve(LOCK));
        final boolean wasUnused = isFirst || isUnused(folder.resolve(LOCK));
        final boolean wasOrderly = begin();
        earlierEnd = wasUnused ? UNUSED : wasOrderly ? "orderly" : "killed";
        earlierJournal = reach(folder.resolve(COUNTERS));
    }

    /** How the run before this one ended: {@code none} where there was none, {@code orderly} or {@code killed}. */
    String earlierEnd() {
        return earlierEnd;
    }

    /** What the run before this one had in its journal. */
    Journal.Reach earlierJournal() {
        return earlierJournal;
    }

    /** Where its counters cannot be read nobody knows. */
    private static Journal.Reach reach(final Path counters) {
        try {
            return Files.isRegularFile(counters)
                    ? Journal.Reach.of(CountersFile.open(counters))
                    : Journal.Reach.UNKNOWN;
        } catch (final RuntimeException unreadable) {
            return Journal.Reach.UNKNOWN;
        }
    }

    Path folder() {
        return folder;
    }

    /** A fresh counters file, zeroed; readers see it once it is complete. */
    Counters counters(final CounterDescriptions descriptions, final long pid, final long startedNs) {
        final UnsafeBuffer buffer = map(folder.resolve(COUNTERS + NEW), Counters.length(descriptions));
        final Counters counters = new Counters(buffer, descriptions);
        counters.publish(pid, startedNs);
        try {
            Files.move(
                    folder.resolve(COUNTERS + NEW),
                    folder.resolve(COUNTERS),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException failed) {
            throw cannotWrite(folder, failed);
        }
        return counters;
    }

    /** A fresh file for the distinct errors. */
    UnsafeBuffer errors() {
        return map(folder.resolve(ERRORS), ERRORS_LENGTH);
    }

    /** Until {@link #keep} the folder goes at the end, if it was not there before: a start that fails leaves none. */
    void dropUnlessKept() {
        isKept = false;
    }

    /** There may be something in it. */
    void keep() {
        isKept = true;
    }

    @Override
    public void close() throws IOException {
        try (lockFile) {
            lockFile.truncate(0);
            if (isLeftUnused && earlierEnd.equals(UNUSED)) {
                lockFile.write(ByteBuffer.wrap(UNUSED.getBytes(StandardCharsets.US_ASCII)), 0);
            }
        }
        if (isNew && !isKept) {
            IoUtil.delete(folder.toFile(), true);
        }
    }

    /** No engine was started in it: the next start is the first still, if this one would have been. */
    void leaveUnused() {
        isLeftUnused = true;
    }

    private static boolean isUnused(final Path lock) {
        try {
            return Files.readString(lock).equals(UNUSED);
        } catch (final IOException unreadable) {
            return false;
        }
    }

    /** The lock file bears the process's number until its end; whether the one before had taken its own away. */
    private boolean begin() {
        try {
            final boolean wasOrderly = lockFile.size() == 0;
            lockFile.truncate(0);
            lockFile.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return wasOrderly;
        } catch (final IOException noRoom) {
            // a start must succeed without it: room may be what the engine is to make
            return true;
        }
    }

    private UnsafeBuffer map(final Path file, final int length) {
        try {
            Files.deleteIfExists(file);
            // never unmapped: a thread that is late would write where nothing is any more
            return new UnsafeBuffer(IoUtil.mapNewFile(file.toFile(), length));
        } catch (final IOException failed) {
            throw cannotWrite(folder, failed);
        }
    }

    private static void refuse(final String fault) {
        throw new StartException(fault);
    }

    /** A folder that is there already keeps the mode that its owner gave it. */
    private static void makePrivate(final String key, final Path folder) {
        final boolean isNew = !Files.isDirectory(folder);
        make(key, folder);
        try {
            if (isNew) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(MODE));
            }
            ConfigCheck.openFault(key, folder).ifPresent(fault -> {
                throw new StartException(fault);
            });
        } catch (final IOException failed) {
            throw cannotWrite(folder, failed);
        }
    }

    private static void warnIfReadable(final Path folder) {
        try {
            if (FolderRights.areReadable(folder)) {
                log().warn(
                                "event=data_readable folder={} hint=\"every user may look into it; run chmod o-rwx\"",
                                folder.toAbsolutePath());
            }
        } catch (final IOException failed) {
            throw cannotWrite(folder, failed);
        }
    }

    /** Got when it is needed: the log may still be on its way. */
    private static Logger log() {
        return LoggerFactory.getLogger(DataDirectory.class);
    }

    private static void make(final String key, final Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (final IOException failed) {
            throw new StartException(
                    key + ": the folder " + folder.toAbsolutePath() + " cannot be made: "
                            + ServiceUser.makeReason(failed),
                    failed);
        }
        if (!Files.isWritable(folder)) {
            throw new StartException(key + ": the folder " + folder.toAbsolutePath() + " is not writable");
        }
    }

    private static FileChannel lock(final Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FILE_MODE)));
            final FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
            channel.close();
        } catch (final OverlappingFileLockException heldByThisProcess) {
            closeQuietly(channel);
        } catch (final IOException failed) {
            throw cannotWrite(file.getParent(), failed);
        }
        throw new StartException(
                "leela.data_dir: another instance is using " + file.getParent().toAbsolutePath() + holder(file));
    }

    /** Whose number is in the lock file, and what to do about it. */
    private static String holder(final Path file) {
        try {
            final String pid = Files.readString(file).strip();
            return pid.isEmpty()
                    ? ""
                    : ": process " + pid + "; end that one (kill " + pid + ", or systemctl stop leela), or choose"
                            + " another leela.data_dir for this one";
        } catch (final IOException unreadable) {
            return "";
        }
    }

    private static void closeQuietly(final FileChannel channel) {
        try {
            channel.close();
        } catch (final IOException failed) {
            throw new StartException(
                    "leela.data_dir: the lock file cannot be closed: " + ServiceUser.makeReason(failed), failed);
        }
    }

    private static StartException cannotWrite(final Path folder, final IOException failed) {
        return new StartException(
                "the folder " + folder.toAbsolutePath() + " cannot be written: " + ServiceUser.makeReason(failed),
                failed);
    }
}
