package leela.io.socket;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * Where a unix socket lies, and the life of its file: made with mode 0660 in a folder of mode 0750, removed at the end.
 * What a dead engine left there is removed first; a socket that still answers is not touched.
 * Thread: one, its owner's.
 * Errors: a path that cannot be used, or where every user could put another socket in its place, is an {@link
 * IOException} with one plain sentence.
 */
public final class SocketPath {

    /** The kernel's 108 bytes hold the path and a zero byte. */
    public static final int MAX_LENGTH = 107;

    private static final Set<PosixFilePermission> FILE_MODE = PosixFilePermissions.fromString("rw-rw----");
    private static final Set<PosixFilePermission> FOLDER_MODE = PosixFilePermissions.fromString("rwxr-x---");

    private final Path path;
    private Object fileKey;

    /** What tells a live socket from a dead one: connects, and throws where nobody listens. */
    public interface Probe {
        void connect(SocketPath to) throws IOException;
    }

    /** What makes the file. */
    public interface Binding {
        void bind(SocketPath to) throws IOException;
    }

    public SocketPath(final Path path) throws IOException {
        this.path = path.toAbsolutePath().normalize();
        final int length = this.path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_LENGTH) {
            throw new IOException(
                    this.path + ": " + length + " bytes are too many for a unix socket (expected: at most " + MAX_LENGTH
                            + "); choose a shorter run_dir");
        }
    }

    public Path path() {
        return path;
    }

    public AFUNIXSocketAddress datagramAddress() throws IOException {
        return AFUNIXSocketAddress.of(path);
    }

    public UnixDomainSocketAddress streamAddress() {
        return UnixDomainSocketAddress.of(path);
    }

    /** Clears the way, binds, and gives the file its mode. */
    public void bind(final Probe probe, final Binding binding) throws IOException {
        makeFolder();
        removeStale(probe);
        try {
            binding.bind(this);
        } catch (final IOException failed) {
            throw new IOException(path + ": cannot listen here: " + failed.getMessage(), failed);
        }
        Files.setPosixFilePermissions(path, FILE_MODE);
        fileKey = attributes().fileKey();
    }

    /** Removes the file if it is still the one that was bound. */
    public void remove() throws IOException {
        if (fileKey != null
                && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && fileKey.equals(attributes().fileKey())) {
            Files.deleteIfExists(path);
        }
        fileKey = null;
    }

    private void makeFolder() throws IOException {
        final Path folder = path.getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            try {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER_MODE));
            } catch (final FileAlreadyExistsException notFolder) {
                throw new IOException(folder + ": is there and no folder", notFolder);
            }
        }
        if (folder != null && FolderRights.areOpen(folder)) {
            throw new IOException(folder + ": every user may write here, and so put a socket of his own in place of "
                    + path.getFileName() + "; run chmod o-w " + folder);
        }
    }

    private void removeStale(final Probe probe) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!attributes().isOther()) {
            throw new IOException(path + ": is there and no socket");
        }
        if (answers(probe)) {
            throw new IOException(path + ": another engine listens here");
        }
        Files.deleteIfExists(path);
    }

    private boolean answers(final Probe probe) {
        try {
            probe.connect(this);
            return true;
        } catch (final IOException refused) {
            return false;
        }
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
