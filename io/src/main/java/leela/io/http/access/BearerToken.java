package leela.io.http.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The secret that clients show as {@code Authorization: Bearer TOKEN}, or in one of the ways of programs that know no
 * other: {@code Token TOKEN}, or as the password of a user of any name. Compared in time that tells nothing about it.
 * Thread: immutable.
 * Errors: a file that others may read, or that holds no token, is refused.
 */
public final class BearerToken {

    /** No token asked for. */
    private static final BearerToken NONE = new BearerToken(new byte[0]);

    private static final List<String> SCHEMES = List.of("Bearer ", "Token ");
    private static final String BASIC = "Basic ";
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
        if (authorization == null) {
            return false;
        }
        for (final String scheme : SCHEMES) {
            if (isOf(scheme, authorization)) {
                return isPassword(behind(scheme, authorization).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return isOf(BASIC, authorization) && isPassword(passwordOf(behind(BASIC, authorization)));
    }

    /** Whether this is the token. */
    public boolean isPassword(final byte[] shown) {
        return this == NONE || MessageDigest.isEqual(shown, token);
    }

    private static boolean isOf(final String scheme, final String authorization) {
        return authorization.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static String behind(final String scheme, final String authorization) {
        return authorization.substring(scheme.length()).strip();
    }

    /** Of {@code user:password}; nothing where it is none. */
    private static byte[] passwordOf(final String encoded) {
        try {
            final String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
            return pair.substring(pair.indexOf(':') + 1).getBytes(StandardCharsets.ISO_8859_1);
        } catch (final IllegalArgumentException noBase64) {
            return new byte[0];
        }
    }

    public boolean isRequired() {
        return this != NONE;
    }
}
