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
 * @param owner   number of the user whose socket it is
 */
public record Registration(Path path, Object fileKey, int owner) {

    private static final Path DEVICES = Path.of("/dev");
    private static final Path SERVICES = Path.of("/run/systemd");

    /** Looks at the file; throws if there is no socket at this absolute path, or it cannot be logged. */
    public static Registration of(final String text) throws IOException {
        if (!text.startsWith("/")) {
            throw new IOException("no absolute path");
        }
        if (!text.codePoints().allMatch(Registration::isPrintable)) {
            // the path goes to the log
            throw new IOException("a path with control characters");
        }
        final Path path = new SocketPath(Path.of(text)).path();
        if (isOfTheSystem(path)) {
            throw new IOException(path + " is a socket of the system, as its log is: it never asked for events");
        }
        final BasicFileAttributes file =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!file.isOther()) {
            throw new IOException(path + ": no socket");
        }
        final int owner = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        return new Registration(path, file.fileKey(), owner);
    }

    private static boolean isOfTheSystem(final Path path) throws IOException {
        if (path.getParent() == null) {
            return false;
        }
        final Path folder = path.getParent().toRealPath();
        return folder.equals(DEVICES) || folder.startsWith(SERVICES);
    }

    private static boolean isPrintable(final int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
