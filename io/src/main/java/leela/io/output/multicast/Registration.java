package leela.io.output.multicast;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import leela.io.socket.SocketPath;

/**
 * A peer's wish to get events: the path of its socket, and which file that was when it asked.
 * Thread: immutable.
 *
 * @param fileKey tells a socket from a later one at the same path
 */
public record Registration(Path path, Object fileKey) {

    /** Looks at the file; throws if there is no socket at this absolute path. */
    public static Registration of(final String text) throws IOException {
        if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
            throw new IOException("no absolute path");
        }
        final Path path = new SocketPath(Path.of(text)).path();
        final BasicFileAttributes file =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!file.isOther()) {
            throw new IOException(path + ": no socket");
        }
        return new Registration(path, file.fileKey());
    }
}
