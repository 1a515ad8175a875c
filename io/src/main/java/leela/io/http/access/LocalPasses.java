package leela.io.http.access;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.Clock;

/**
 * Tokens for commands on this machine: whom the kernel vouches for at another door is given one, which nobody keeps. It
 * is forgotten ten minutes after its last use.
 * Thread: {@link #issue} any; {@link #find} the loop's.
 * Memory: the hashes of {@link #MOST}; beyond, one makes way of the user who has most, so that nobody is pushed out by
 * a user who has more than he.
 */
public final class LocalPasses {

    static final int MOST = 64;
    private static final long LIFE_NS = TimeUnit.MINUTES.toNanos(10);
    private static final int BYTES = 32;
    private static final String NAME = "local";

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final List<Pass> passes = new CopyOnWriteArrayList<>();

    /** One that was given. */
    private static final class Pass {

        private final int user;
        private final AccessToken token;
        private final byte[] hash;
        private volatile long usedNs;

        Pass(final int user, final AccessToken token, final long usedNs) {
            this.user = user;
            this.token = token;
            hash = token.hash();
            this.usedNs = usedNs;
        }
    }

    public LocalPasses(final Clock clock) {
        this.clock = clock;
    }

    /** A token of this user that has these rights, to be shown as any other. */
    public synchronized String issue(final int user, final Set<Right> rights) {
        final byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        final String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        final long nowNs = clock.ticksNs();
        passes.removeIf(pass -> isOver(pass, nowNs));
        if (passes.size() >= MOST) {
            makeRoom(user, nowNs);
        }
        passes.add(new Pass(user, AccessToken.of(NAME, rights, text), nowNs));
        return text;
    }

    /** Takes one of the user who has most, of several rather of the one who asks; his that was used longest ago. */
    private void makeRoom(final int asking, final long nowNs) {
        passes.stream()
                .max(Comparator.<Pass>comparingLong(pass -> countOf(pass.user))
                        .thenComparing(pass -> pass.user == asking)
                        .thenComparingLong(pass -> nowNs - pass.usedNs))
                .ifPresent(passes::remove);
    }

    private long countOf(final int user) {
        return passes.stream().filter(pass -> pass.user == user).count();
    }

    /** The one that was shown, or null. */
    AccessToken find(final byte[] shown) {
        if (passes.isEmpty() || shown.length == 0) {
            return null;
        }
        final byte[] hash = AccessToken.hash(shown);
        final long nowNs = clock.ticksNs();
        Pass found = null;
        for (final Pass pass : passes) {
            // all of them, whichever it is
            found = MessageDigest.isEqual(hash, pass.hash) && !isOver(pass, nowNs) ? pass : found;
        }
        if (found == null) {
            return null;
        }
        found.usedNs = nowNs;
        return found.token;
    }

    private static boolean isOver(final Pass pass, final long nowNs) {
        return nowNs - pass.usedNs >= LIFE_NS;
    }
}
