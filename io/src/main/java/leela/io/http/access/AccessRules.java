package leela.io.http.access;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
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
    private final LocalPasses passes;
    private Tokens inForce;
    private Consumer<Tokens> onChanged = former -> {};

    /**
     * Reads the file; for an empty path no token is asked for.
     *
     * @param rate      requests a second that an address may send; 0 for any number
     * @param passes    what opens the engine beside the file's
     * @param onRefused told each time that a changed file cannot be used
     */
    public AccessRules(final String path, final int rate, final LocalPasses passes, final Runnable onRefused)
            throws IOException {
        isRequired = !path.isEmpty();
        this.rate = new RequestRate(rate);
        this.passes = passes;
        tokens = new ReloadedFiles<>(
                "http",
                isRequired ? List.of(Path.of(path)) : List.of(),
                files -> files.isEmpty() ? Tokens.NONE : new Tokens(TokenFile.read(files.get(0))),
                onRefused);
        inForce = tokens.current(0);
    }

    /** Tells of each change of the file, with the tokens that were in force before. */
    public void onChanged(final Consumer<Tokens> newOnChanged) {
        onChanged = newOnChanged;
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
        final AccessToken byHeader = find(ShownToken.in(authorization), nowNs);
        final AccessToken token = byHeader == null && parameter.length > 0 ? find(parameter, nowNs) : byHeader;
        if (token == null) {
            return Refusal.NO_TOKEN;
        }
        return right == null || token.rights().contains(right) ? null : Refusal.NO_RIGHT;
    }

    /** What the token of this header is called; a dash where none is known. */
    public String nameOf(final String authorization, final long nowNs) {
        final AccessToken token = find(ShownToken.in(authorization), nowNs);
        return token == null ? "-" : token.name();
    }

    /**
     * Whether the former tokens opened this, and those in force do not. What a pass of this machine has opened was
     * opened by no token of the file.
     */
    public boolean isRevoked(
            final String authorization, final byte[] parameter, final Right right, final Tokens former) {
        final byte[] header = ShownToken.in(authorization);
        return isOpen(former, header, parameter, right) && !isOpen(inForce, header, parameter, right);
    }

    private static boolean isOpen(final Tokens known, final byte[] header, final byte[] parameter, final Right right) {
        final AccessToken byHeader = known.find(header);
        final AccessToken token = byHeader == null && parameter.length > 0 ? known.find(parameter) : byHeader;
        return token != null && (right == null || token.rights().contains(right));
    }

    private Tokens current(final long nowNs) {
        final Tokens now = tokens.current(nowNs);
        if (now != inForce) {
            final Tokens former = inForce;
            inForce = now;
            onChanged.accept(former);
        }
        return now;
    }

    private AccessToken find(final byte[] shown, final long nowNs) {
        final AccessToken token = current(nowNs).find(shown);
        return token == null ? passes.find(shown) : token;
    }

    /** Looks at the file though nobody asks, so that one that cannot be used is told of. */
    public void watch(final long nowNs) {
        final var unused = current(nowNs);
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
