package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes packets by hand, also such that no client would send. Written without the code under test, protection
 * included.
 * Thread: one.
 */
public final class PacketBuilder {

    static final int COUNTER = 0;
    static final int GAUGE = 1;
    static final int DERIVE = 2;
    static final int ABSOLUTE = 3;
    /** Any time that fits. */
    static final long SECONDS = 1_795_376_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static PacketBuilder packet() {
        return new PacketBuilder();
    }

    /** Begins as most packets do: host, time, interval, plugin {@code p}, type. */
    static PacketBuilder listOf(final String host, final String type) {
        return packet().string(0, host)
                .hiTime(SECONDS)
                .number(9, 1L << 30)
                .string(2, "p")
                .string(4, type);
    }

    PacketBuilder header(final int type, final int length) {
        return raw(ByteBuffer.allocate(4)
                .putShort((short) type)
                .putShort((short) length)
                .array());
    }

    PacketBuilder raw(final byte... more) {
        bytes.writeBytes(more);
        return this;
    }

    PacketBuilder part(final int type, final byte... body) {
        return header(type, 4 + body.length).raw(body);
    }

    PacketBuilder string(final int type, final String text) {
        return part(type, (text + "\0").getBytes(ISO_8859_1));
    }

    PacketBuilder number(final int type, final long number) {
        return part(type, ByteBuffer.allocate(8).putLong(number).array());
    }

    PacketBuilder hiTime(final long seconds) {
        return number(8, seconds << 30);
    }

    PacketBuilder gauge(final double value) {
        return values(new int[] {GAUGE}, Double.doubleToRawLongBits(value));
    }

    /** A values part; a gauge's value is its bits. */
    PacketBuilder values(final int[] kinds, final long... bits) {
        final ByteBuffer body = ByteBuffer.allocate(2 + 9 * kinds.length).putShort((short) kinds.length);
        for (final int kind : kinds) {
            body.put((byte) kind);
        }
        for (int i = 0; i < kinds.length; i++) {
            body.order(kinds[i] == GAUGE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                    .putLong(bits[i]);
        }
        return part(6, body.array());
    }

    byte[] build() {
        return bytes.toByteArray();
    }

    /** All so far, behind a signature of this user. */
    byte[] signed(final String user, final String password) {
        return sign(build(), user, password);
    }

    /** All so far, inside an encryption of this user. */
    byte[] encrypted(final String user, final String password) {
        return encrypt(build(), user, password);
    }

    static byte[] sign(final byte[] parts, final String user, final String password) {
        try {
            final Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(password.getBytes(ISO_8859_1), "HmacSHA256"));
            mac.update(user.getBytes(ISO_8859_1));
            return packet().header(0x200, 36 + user.length())
                    .raw(mac.doFinal(parts))
                    .raw(user.getBytes(ISO_8859_1))
                    .raw(parts)
                    .build();
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] encrypt(final byte[] parts, final String user, final String password) {
        try {
            final byte[] plain = packet().raw(MessageDigest.getInstance("SHA-1").digest(parts))
                    .raw(parts)
                    .build();
            final byte[] iv = Arrays.copyOf(MessageDigest.getInstance("SHA-1").digest(plain), 16);
            return packet().header(0x210, 22 + user.length() + plain.length)
                    .raw((byte) (user.length() >> 8), (byte) user.length())
                    .raw(user.getBytes(ISO_8859_1))
                    .raw(iv)
                    .raw(ofb(Cipher.ENCRYPT_MODE, password, iv, plain))
                    .build();
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The parts inside an encrypted packet of one part. */
    static byte[] decrypt(final byte[] packet, final String user, final String password) {
        try {
            final int iv = 6 + user.length();
            final byte[] plain = ofb(
                    Cipher.DECRYPT_MODE,
                    password,
                    Arrays.copyOfRange(packet, iv, iv + 16),
                    Arrays.copyOfRange(packet, iv + 16, packet.length));
            return Arrays.copyOfRange(plain, 20, plain.length);
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] ofb(final int mode, final String password, final byte[] iv, final byte[] text)
            throws GeneralSecurityException {
        final byte[] key = MessageDigest.getInstance("SHA-256").digest(password.getBytes(ISO_8859_1));
        final Cipher cipher = Cipher.getInstance("AES/OFB/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
        return cipher.doFinal(text);
    }
}
