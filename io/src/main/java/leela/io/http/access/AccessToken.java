package leela.io.http.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One token of {@link TokenFile}, as far as the engine knows it: not the token, but its hash.
 * Thread: immutable.
 *
 * @param name   for people: in refusals, logs and lists
 * @param sha256 of the token's bytes, in lower-case hexadecimal
 */
public record AccessToken(String name, Set<Right> rights, String sha256) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** The name of a token that stands in a file of its own, as it is. */
    static final String BARE = "token";

    public AccessToken {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: 1 to 64 letters, digits, dots, dashes or underscores)");
        }
        if (!HASH.matcher(sha256).matches()) {
            throw new IllegalArgumentException("hash of " + name + ": no SHA-256 (expected: 64 hexadecimal digits)");
        }
        rights = Set.copyOf(rights);
    }

    /** Of the token itself. */
    public static AccessToken of(final String name, final Set<Right> rights, final String token) {
        return new AccessToken(name, rights, hex(hash(token.getBytes(StandardCharsets.US_ASCII))));
    }

    static byte[] hash(final byte[] token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token);
        } catch (final NoSuchAlgorithmException unheardOf) {
            throw new IllegalStateException("every Java has SHA-256", unheardOf);
        }
    }

    private static String hex(final byte[] bytes) {
        final StringBuilder text = new StringBuilder();
        for (final byte b : bytes) {
            text.append(String.format(Locale.ROOT, "%02x", b & 0xff));
        }
        return text.toString();
    }

    byte[] hash() {
        final byte[] bytes = new byte[sha256.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(sha256, 2 * i, 2 * i + 2, 16);
        }
        return bytes;
    }
}
