package leela.io.input.collectd.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import leela.engine.runtime.PlainFile;
import leela.io.input.collectd.wire.CollectdDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads collectd's auth file, as collectd does: a user a line, the first line of a user holds, other lines are passed
 * over.
 *
 * <pre>
 *   # comment
 *   user: password        white space before user and password is left out, behind them it is theirs
 * </pre>
 *
 * Thread: any.
 * Errors: a file that anybody may write to is refused: it would let anybody in. One that anybody may read is taken,
 * with a warning, since collectd takes it.
 */
public final class AuthFile {

    private static final Logger LOG = LoggerFactory.getLogger(AuthFile.class);

    private AuthFile() {}

    public static AuthorisedUsers read(final Path file) throws IOException {
        checkPermissions(file);
        final Map<String, User> users = new HashMap<>();
        int number = 0;
        for (final String line : PlainFile.text(file, ISO_8859_1).lines().toList()) {
            number++;
            final String text = line.stripLeading();
            if (!text.isEmpty() && text.charAt(0) != '#') {
                readUser(file, number, text, users);
            }
        }
        return new AuthorisedUsers(users);
    }

    private static void readUser(final Path file, final int number, final String text, final Map<String, User> users) {
        final int colon = text.indexOf(':');
        final String name = colon < 0 ? "" : text.substring(0, colon);
        final String password = text.substring(colon + 1).stripLeading();
        if (name.isEmpty() || name.length() > CollectdDescriptor.MAX_USER_LENGTH || password.isEmpty()) {
            LOG.warn("event=collectd.auth_file.line.skipped file={} line={} expected=\"user: password\"", file, number);
            return;
        }
        users.putIfAbsent(name, new User(users.size(), name, password));
    }

    private static void checkPermissions(final Path file) throws IOException {
        final PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        final Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(file + ": anybody may write to it (expected: mode 600; chmod 600 " + file + ")");
        }
        if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
            LOG.warn(
                    "event=collectd.auth_file.exposed file={} reason=\"anybody may read the passwords; chmod 600\"",
                    file);
        }
    }
}
