package leela.io.http.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Set;

/**
 * The secret that clients show as {@code Authorization: Bearer TOKEN}, compared in time that tells nothing about it.
 * Thread: immutable.
 * Errors: a file that others may read, or that holds no token, is refused.
 */
public final class BearerToken {

    /** No token asked for. */
    private static final BearerToken NONE = new BearerToken(new byte[0]);

    private static final String SCHEME = "Bearer ";
    private static final int MAX_FILE_BYTES = 4096;
    private static final Set<PosixFilePermission> FOREIGN = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private final byte[] token;

    private BearerToken(final byte[] token) {
        this.token = token;
    }

    /** The token in this file, its line end aside; for an empty path none is asked for. */
    public static BearerToken ofFile(final String path) throws IOException {
        if (path.isEmpty()) {
            return NONE;
        }
        final Path file = Path.of(path);
        checkPermissions(file);
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException("http.token_file: " + file + " has more than " + MAX_FILE_BYTES + " bytes");
        }
        final String token = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IOException("http.token_file: " + file
                    + " holds no token (expected: one line of visible ASCII without spaces)");
        }
        return new BearerToken(token.getBytes(StandardCharsets.US_ASCII));
    }

    private static void checkPermissions(final Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        for (final PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
            if (FOREIGN.contains(permission)) {
                throw new IOException(
                        "http.token_file: " + file + " is open to others than its owner (expected: mode 600)");
            }
        }
    }

    /** Whether this Authorization header, or null for none, shows the token. */
    public boolean isShownBy(final String authorization) {
        if (this == NONE) {
            return true;
        }
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        final byte[] shown = authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.ISO_8859_1);
        return MessageDigest.isEqual(shown, token);
    }

    public boolean isRequired() {
        return this != NONE;
    }
}
