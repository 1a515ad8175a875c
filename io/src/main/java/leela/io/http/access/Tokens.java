package leela.io.http.access;

import java.security.MessageDigest;
import java.util.List;

/**
 * The tokens that open this engine; what is shown is compared with all of them, by their hashes, in time that tells
 * nothing about any.
 * Thread: immutable.
 */
public final class Tokens {

    /** No token asked for. */
    public static final Tokens NONE = new Tokens(List.of());

    private final List<AccessToken> all;
    private final byte[][] hashes;

    public Tokens(final List<AccessToken> all) {
        this.all = List.copyOf(all);
        hashes = all.stream().map(AccessToken::hash).toArray(byte[][]::new);
    }

    /** The one that was shown, or null for none of them. */
    public AccessToken find(final byte[] shown) {
        final byte[] hash = AccessToken.hash(shown);
        AccessToken found = null;
        for (int i = 0; i < hashes.length; i++) {
            // all of them, whichever it is
            found = MessageDigest.isEqual(hash, hashes[i]) ? all.get(i) : found;
        }
        return found;
    }
}
