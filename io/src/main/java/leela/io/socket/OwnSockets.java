package leela.io.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The unix sockets of one engine, by device and inode, so that each is known under every name that a link gives it: who
 * sends one of them the engine's events makes a loop that never ends.
 * Thread: any.
 */
public final class OwnSockets {

    private final Set<Object> fileKeys = ConcurrentHashMap.newKeySet();

    /** This socket has just been bound. */
    public void add(final Path socket) throws IOException {
        fileKeys.add(fileKey(socket));
    }

    /** Whether the file that this key tells from all others is one of them. */
    public boolean has(final Object fileKey) {
        return fileKeys.contains(fileKey);
    }

    /** Whether one of them is at this path, be it through links; false where nothing is. */
    public boolean isAt(final Path path) {
        try {
            return has(fileKey(path));
        } catch (final IOException absent) {
            return false;
        }
    }

    private static Object fileKey(final Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}
