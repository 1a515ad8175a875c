package leela.io.http.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import leela.engine.runtime.PlainFile;

/**
 * The file of {@code http.token_file}: a line a token, or nothing but one token as it is.
 *
 * <pre>
 *   # comment
 *   NAME RIGHTS SHA256HEX         grafana read 9f86d081884c7d65…       rights: some of read,write,admin
 * </pre>
 *
 * Thread: any; stateless.
 * Errors: {@link IOException} for a file that others may change, or may read where it holds a token as it is, and for
 * one without a token; it names the line.
 */
public final class TokenFile {

    private static final String KEY = "http.token_file: ";
    private static final int MAX_BYTES = 64 << 10;
    private static final int FIELDS = 3;
    /** Each wrong token is compared with all. */
    private static final int MAX_TOKENS = 256;

    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private TokenFile() {}

    /** Its tokens, in their order. */
    public static List<AccessToken> read(final Path file) throws IOException {
        final List<AccessToken> tokens = parse(file, text(file));
        if (tokens.isEmpty()) {
            throw new IOException(name(file)
                    + " holds no token (expected: lines \"NAME RIGHTS SHA256HEX\", or one line of visible ASCII without"
                    + " spaces)");
        }
        return tokens;
    }

    private static String text(final Path file) throws IOException {
        try {
            return new String(PlainFile.read(file, MAX_BYTES), StandardCharsets.ISO_8859_1);
        } catch (final NoSuchFileException | AccessDeniedException missing) {
            throw missing;
        } catch (final FileSystemException other) {
            throw new IOException(KEY + other.getMessage(), other);
        }
    }

    private static List<AccessToken> parse(final Path file, final String text) throws IOException {
        final String bare = text.strip();
        if (!bare.isEmpty() && !bare.startsWith("#") && bare.chars().allMatch(c -> c > ' ' && c <= '~')) {
            checkPermissions(file, EnumSet.noneOf(PosixFilePermission.class), "600");
            return List.of(AccessToken.of(AccessToken.BARE, EnumSet.allOf(Right.class), bare));
        }
        // hashes tell nothing to who reads them
        checkPermissions(file, EnumSet.of(PosixFilePermission.GROUP_READ), "600 or 640");
        final List<AccessToken> tokens = new ArrayList<>();
        final Set<String> names = new HashSet<>();
        int number = 0;
        for (final String line : text.split("\n", -1)) {
            number++;
            final String[] fields = line.strip().split("\\s+");
            if (fields[0].isEmpty() || fields[0].startsWith("#")) {
                continue;
            }
            final AccessToken token = token(file, number, fields);
            if (!names.add(token.name())) {
                throw new IOException(place(file, number) + "a second token of the name " + token.name());
            }
            if (names.size() > MAX_TOKENS) {
                throw new IOException(name(file) + " has more than " + MAX_TOKENS + " tokens");
            }
            tokens.add(token);
        }
        return tokens;
    }

    /** Messages hold nothing of the line: it may be a secret that is in the wrong place. */
    private static AccessToken token(final Path file, final int number, final String[] fields) throws IOException {
        try {
            if (fields.length == FIELDS) {
                return new AccessToken(fields[0], Right.parse(fields[1]), fields[2]);
            }
        } catch (final IllegalArgumentException wrong) {
            throw new IOException(place(file, number) + "holds no token (expected: NAME RIGHTS SHA256HEX)", wrong);
        }
        throw new IOException(place(file, number) + "holds no token (expected: NAME RIGHTS SHA256HEX)");
    }

    private static String place(final Path file, final int number) {
        return name(file) + ": line " + number + ": ";
    }

    private static String name(final Path file) {
        return KEY + file;
    }

    private static void checkPermissions(final Path file, final Set<PosixFilePermission> more, final String expected)
            throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        for (final PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
            if (!OWNERS.contains(permission) && !more.contains(permission)) {
                throw new IOException(
                        name(file) + " is open to others than its owner (expected: mode " + expected + ")");
            }
        }
    }

    /** What a file of these holds. */
    public static String text(final List<AccessToken> tokens) {
        final StringBuilder text = new StringBuilder("# NAME RIGHTS SHA256HEX; see leela help token\n");
        for (final AccessToken token : tokens) {
            text.append(token.name())
                    .append(' ')
                    .append(Right.text(EnumSet.copyOf(token.rights())))
                    .append(' ')
                    .append(token.sha256())
                    .append('\n');
        }
        return text.toString();
    }
}
