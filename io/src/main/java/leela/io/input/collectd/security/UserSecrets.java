package leela.io.input.collectd.security;

import leela.engine.runtime.RateLimit;

/**
 * What one decoder keeps for one user: the cipher objects, set up once, and how often the user was refused.
 * Thread: its decoder's.
 * Memory: the cipher objects, made when the user's first packet of that kind comes.
 */
final class UserSecrets {

    private final User user;
    private final Scratch scratch;
    private final RateLimit complaints = ProtectionLog.userLimit();
    private SignatureVerifier verifier;
    private PacketDecryptor decryptor;
    private long refused;

    UserSecrets(final User user, final Scratch scratch) {
        this.user = user;
        this.scratch = scratch;
    }

    User user() {
        return user;
    }

    SignatureVerifier verifier() {
        if (verifier == null) {
            verifier = new SignatureVerifier(user, scratch);
        }
        return verifier;
    }

    PacketDecryptor decryptor() {
        if (decryptor == null) {
            decryptor = new PacketDecryptor(user, scratch);
        }
        return decryptor;
    }

    RateLimit complaints() {
        return complaints;
    }

    /** Counts one more packet of this user that was refused; how many by now. */
    long countRefused() {
        return ++refused;
    }
}
