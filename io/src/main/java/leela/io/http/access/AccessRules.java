package leela.io.http.access;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import leela.io.file.ReloadedFiles;

/**
 * Who may do what, by the token of a request, and how often; the file of tokens is read again when it changes.
 * Thread: the loop's.
 * Errors: see {@link TokenFile}; a file that was changed for the worse leaves the former tokens in force.
 */
public final class AccessRules {

    /** Why a request may not be served. */
    public enum Refusal {
        /** No token, or one that is not known. */
        NO_TOKEN,
        NO_RIGHT
    }

    private static final byte[] NOTHING = {};

    private final boolean isRequired;
    private final ReloadedFiles<Tokens> tokens;
    private final RequestRate rate;

    /**
     * Reads the file; for an empty path no token is asked for.
     *
     * @param rate      requests a second that an address may send; 0 for any number
     * @param onRefused told each time that a changed file cannot be used
     */
    public AccessRules(final String path, final int rate, final Runnable onRefused) throws IOException {
        isRequired = !path.isEmpty();
        this.rate = new RequestRate(rate);
        tokens = new ReloadedFiles<>(
                "http",
                isRequired ? List.of(Path.of(path)) : List.of(),
                files -> files.isEmpty() ? Tokens.NONE : new Tokens(TokenFile.read(files.get(0))),
                onRefused);
    }

    /** Whether a token is asked for. */
    public boolean isRequired() {
        return isRequired;
    }

    /** Takes one request of this address; false where it has sent too many. */
    public boolean admits(final InetAddress address, final long ticksNs) {
        return rate.admit(address, ticksNs);
    }

    /**
     * Why this may not be done, or null where it may.
     *
     * @param authorization the request's header, or null
     * @param parameter     what else may be the token; empty for nothing
     * @param right         what is asked for; null where any token will do
     */
    public Refusal refusalOf(final String authorization, final byte[] parameter, final Right right, final long nowNs) {
        if (!isRequired) {
            return null;
        }
        final Tokens now = tokens.current(nowNs);
        final AccessToken byHeader = now.find(ShownToken.in(authorization));
        final AccessToken token = byHeader == null && parameter.length > 0 ? now.find(parameter) : byHeader;
        if (token == null) {
            return Refusal.NO_TOKEN;
        }
        return right == null || token.rights().contains(right) ? null : Refusal.NO_RIGHT;
    }

    /** Why the file as it is now is not in force; empty where it is. Thread: any. */
    public String fault() {
        return tokens.refusal();
    }

    /** For a request without such a parameter. */
    public static byte[] noParameter() {
        return NOTHING;
    }
}
