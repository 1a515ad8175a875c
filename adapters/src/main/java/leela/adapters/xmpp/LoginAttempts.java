package leela.adapters.xmpp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.SplittableRandom;
import leela.adapters.secrets.PasswordFile;
import leela.engine.runtime.Backoff;
import leela.engine.runtime.Clock;

/**
 * With which password the next login is tried, and when. What the server refuses is tried again far less often than a
 * server that is away: servers ban a host that goes on with a wrong password, and with it everybody there. The file is
 * read anew for each attempt; where it changes, the next is made at once.
 * Thread: the connection's.
 * Errors: a password file that cannot be had is an {@link IllegalArgumentException}.
 */
final class LoginAttempts {

    private static final long FIRST_NS = 500_000_000L;
    /** Alerts wait for this one too once the server is back. */
    private static final long LONGEST_NS = 8 * Clock.NANOS_PER_SECOND;

    static final long FIRST_REFUSED_NS = 15 * Clock.NANOS_PER_SECOND;
    /** Longer than servers remember wrong passwords: ejabberd does so for an hour. */
    static final long LONGEST_REFUSED_NS = 7200 * Clock.NANOS_PER_SECOND;

    private final XmppAccount account;
    private final Backoff away = new Backoff(new SplittableRandom(), FIRST_NS, LONGEST_NS);
    private final Backoff refused = new Backoff(new SplittableRandom(), FIRST_REFUSED_NS, LONGEST_REFUSED_NS);
    private FileTime triedOf = FileTime.fromMillis(0);

    LoginAttempts(final XmppAccount account) {
        this.account = account;
    }

    /** What the file says now. */
    String password() {
        triedOf = changed();
        return PasswordFile.read(XmppAccount.PASSWORD_FILE, account.passwordFile());
    }

    /** Whether somebody has written to the file, or touched it, since it was read. */
    boolean isFileChanged() {
        return !changed().equals(triedOf);
    }

    private FileTime changed() {
        try {
            return Files.getLastModifiedTime(account.passwordFile());
        } catch (final IOException away) {
            return triedOf;
        }
    }

    /** How long to wait after a login that failed, or that was lost. */
    long pauseNs(final boolean isRefused) {
        return isRefused ? refused.nextNs() : away.nextNs();
    }

    /** The password was right. */
    void accepted() {
        refused.reset();
    }

    /** A login has lasted. */
    void settled() {
        away.reset();
    }
}
