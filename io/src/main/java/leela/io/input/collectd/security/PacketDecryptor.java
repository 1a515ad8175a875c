package leela.io.input.collectd.security;

import static leela.io.input.collectd.wire.CollectdDescriptor.CHECKSUM_LENGTH;
import static leela.io.input.collectd.wire.CollectdDescriptor.IV_LENGTH;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import leela.io.input.collectd.wire.CollectdDescriptor;
import org.agrona.DirectBuffer;

/**
 * Decrypts one user's packets: AES-256 in output feedback mode, and checks the SHA-1 inside.
 *
 * <p>The key stream of output feedback is what cipher block chaining makes of zeroes: each block is the encryption of
 * the one before. That way round the JDK works on whole packets instead of single blocks, and the cipher need not be
 * initialised for each packet: a first block of {@code iv xor last} makes it encrypt {@code iv}.
 *
 * Thread: its decoder's.
 * Memory: nothing per packet.
 * Errors: none; a packet has the right checksum or not.
 */
final class PacketDecryptor {

    static final String KEY_ALGORITHM = "AES";

    /** Zeroes but for the first block. */
    private final byte[] input;

    private final byte[] keyStream;
    private final byte[] plain;
    private final byte[] last = new byte[IV_LENGTH];
    private final byte[] claimed = new byte[CHECKSUM_LENGTH];
    private final byte[] expected = new byte[CHECKSUM_LENGTH];
    private final Cipher cipher;
    private final MessageDigest sha1;

    PacketDecryptor(final User user, final Scratch scratch) {
        input = scratch.zeroes();
        keyStream = scratch.keyStream();
        plain = scratch.bytes();
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
            cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, user.encryptionKey(), new IvParameterSpec(last));
        } catch (final GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Decrypts {@code length} bytes behind the initialisation vector at {@code ivOffset} to the start of the scratch.
     *
     * @return whether its first {@link CollectdDescriptor#CHECKSUM_LENGTH} bytes are the checksum of the others
     */
    boolean decrypt(final DirectBuffer packet, final int ivOffset, final int length) {
        makeKeyStream(packet, ivOffset, length);
        packet.getBytes(ivOffset + IV_LENGTH, plain, 0, length);
        final byte[] stream = keyStream;
        final byte[] text = plain;
        for (int i = 0; i < length; i++) {
            text[i] ^= stream[i];
        }
        return isChecksumRight(length);
    }

    private void makeKeyStream(final DirectBuffer packet, final int ivOffset, final int length) {
        final int blocks = (length + IV_LENGTH - 1) / IV_LENGTH * IV_LENGTH;
        for (int i = 0; i < IV_LENGTH; i++) {
            input[i] = (byte) (packet.getByte(ivOffset + i) ^ last[i]);
        }
        try {
            cipher.update(input, 0, blocks, keyStream, 0);
        } catch (final GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        System.arraycopy(keyStream, blocks - IV_LENGTH, last, 0, IV_LENGTH);
    }

    private boolean isChecksumRight(final int length) {
        System.arraycopy(plain, 0, claimed, 0, CHECKSUM_LENGTH);
        sha1.update(plain, CHECKSUM_LENGTH, length - CHECKSUM_LENGTH);
        try {
            sha1.digest(expected, 0, CHECKSUM_LENGTH);
        } catch (final GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        return MessageDigest.isEqual(expected, claimed);
    }
}
