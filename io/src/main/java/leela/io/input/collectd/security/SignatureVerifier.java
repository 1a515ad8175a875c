package leela.io.input.collectd.security;

import static leela.io.input.collectd.wire.CollectdDescriptor.MAC_LENGTH;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import org.agrona.DirectBuffer;

/**
 * Checks one user's signatures.
 * Thread: its decoder's.
 * Memory: 48 bytes a packet, which the JDK's HMAC forces.
 * Errors: none; a signature is right or not, and takes the same time either way.
 */
final class SignatureVerifier {

    static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;
    private final byte[] covered;
    private final byte[] claimed = new byte[MAC_LENGTH];
    private final byte[] expected = new byte[MAC_LENGTH];

    SignatureVerifier(final User user, final Scratch scratch) {
        covered = scratch.bytes();
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(user.signatureKey());
        } catch (final GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether the code at {@code macOffset} is that of the {@code length} bytes at {@code offset}. */
    boolean isRight(final DirectBuffer packet, final int macOffset, final int offset, final int length) {
        packet.getBytes(macOffset, claimed);
        packet.getBytes(offset, covered, 0, length);
        mac.update(covered, 0, length);
        try {
            mac.doFinal(expected, 0);
        } catch (final GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        return MessageDigest.isEqual(expected, claimed);
    }
}
