package leela.io.input.collectd.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.spec.SecretKeySpec;

/**
 * A user of the auth file, with the keys made of the password once.
 * Thread: immutable.
 */
public final class User {

    private final int index;
    private final String name;
    private final SecretKeySpec signatureKey;
    private final SecretKeySpec encryptionKey;

    /** @param index position among its {@link AuthorisedUsers}, for tables beside them */
    User(final int index, final String name, final String password) {
        this.index = index;
        this.name = name;
        final byte[] secret = password.getBytes(ISO_8859_1);
        signatureKey = new SecretKeySpec(secret, SignatureVerifier.ALGORITHM);
        encryptionKey = new SecretKeySpec(sha256(secret), PacketDecryptor.KEY_ALGORITHM);
    }

    int index() {
        return index;
    }

    String name() {
        return name;
    }

    SecretKeySpec signatureKey() {
        return signatureKey;
    }

    SecretKeySpec encryptionKey() {
        return encryptionKey;
    }

    /** The name alone: keys are for nobody's eyes. */
    @Override
    public String toString() {
        return name;
    }

    private static byte[] sha256(final byte[] secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (final NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
