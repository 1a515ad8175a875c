package leela.perf.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes collectd packets to a file, for perf/src/main/c/replay.c to send to several servers: gauges, packed as the
 * network plugin packs them, in the clear, signed or encrypted. Each series has one value a round, and rounds are a
 * second apart.
 *
 * <pre>
 *   CollectdPool FILE none|sign|encrypt SERIES VALUES FIRST_SECOND USER PASSWORD
 *
 *   the file:  | length u16 | values u16 | packet, length bytes | ...       big-endian
 * </pre>
 *
 * Thread: one.
 */
public final class CollectdPool {

    private static final int HOST = 0;
    private static final int PLUGIN = 2;
    private static final int PLUGIN_INSTANCE = 3;
    private static final int TYPE = 4;
    private static final int TYPE_INSTANCE = 5;
    private static final int VALUES = 6;
    private static final int TIME_HI = 8;
    private static final int INTERVAL_HI = 9;
    private static final int SIGNATURE = 0x200;
    private static final int ENCRYPTION = 0x210;

    /** The network plugin's own limit, of which protection takes its share. */
    private static final int PACKET_LENGTH = 1452;

    private static final int PROTECTION_LENGTH = 100;
    private static final int LONGEST_LIST = 100;
    private static final int SERIES_A_HOST = 1000;
    private static final int SERIES_AN_INSTANCE = 20;
    private static final int IV_LENGTH = 16;
    private static final int HEADER_LENGTH = 4;
    private static final int HI_BITS = 30;
    private static final byte GAUGE = 1;

    private final String level;
    private final byte[] user;
    private final byte[] password;
    /** Seeded, so that the same arguments give the same file. */
    private final Random random = new Random(1);

    private final ByteBuffer parts = ByteBuffer.allocate(PACKET_LENGTH);

    private CollectdPool(final String level, final String user, final String password) {
        this.level = level;
        this.user = user.getBytes(ISO_8859_1);
        this.password = password.getBytes(ISO_8859_1);
    }

    public static void main(final String[] arguments) throws IOException, GeneralSecurityException {
        final CollectdPool pool = new CollectdPool(arguments[1], arguments[5], arguments[6]);
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[0])), 1 << 20))) {
            pool.write(out, Integer.parseInt(arguments[2]), Long.parseLong(arguments[3]), Long.parseLong(arguments[4]));
        }
    }

    private void write(final DataOutputStream out, final int series, final long values, final long firstSecond)
            throws IOException, GeneralSecurityException {
        long next = 0;
        while (next < values) {
            final long first = next;
            next = fill(first, values, series, firstSecond);
            final byte[] packet = protect(Arrays.copyOf(parts.array(), parts.position()));
            out.writeShort(packet.length);
            out.writeShort((int) (next - first));
            out.write(packet);
        }
    }

    /**
     * Fills {@link #parts} with the values from {@code first} on; the first that has no room. A part stands there only
     * if it changes.
     */
    private long fill(final long first, final long end, final int series, final long firstSecond) {
        parts.clear();
        long value = first;
        for (; value < end && parts.remaining() >= LONGEST_LIST + PROTECTION_LENGTH; value++) {
            final int key = (int) (value % series);
            final long second = firstSecond + value / series;
            final boolean isFirst = value == first;
            if (isFirst || key % SERIES_A_HOST == 0) {
                text(HOST, String.format(Locale.ROOT, "host%05d", key / SERIES_A_HOST));
            }
            if (isFirst || key % SERIES_AN_INSTANCE == 0) {
                number(TIME_HI, second << HI_BITS);
            }
            if (isFirst) {
                number(INTERVAL_HI, 1L << HI_BITS);
                text(PLUGIN, "bench");
            }
            if (isFirst || key % SERIES_AN_INSTANCE == 0) {
                text(PLUGIN_INSTANCE, String.format(Locale.ROOT, "i%02d", key % SERIES_A_HOST / SERIES_AN_INSTANCE));
            }
            if (isFirst) {
                text(TYPE, "gauge");
            }
            text(TYPE_INSTANCE, String.format(Locale.ROOT, "metric-%02d", key % SERIES_AN_INSTANCE));
            gauge(10 + key % 90 + second % 10 / 10.0);
        }
        return value;
    }

    private void text(final int type, final String text) {
        parts.putShort((short) type)
                .putShort((short) (HEADER_LENGTH + text.length() + 1))
                .put(text.getBytes(ISO_8859_1))
                .put((byte) 0);
    }

    private void number(final int type, final long number) {
        parts.putShort((short) type)
                .putShort((short) (HEADER_LENGTH + Long.BYTES))
                .putLong(number);
    }

    private void gauge(final double value) {
        parts.putShort((short) VALUES).putShort((short) 15).putShort((short) 1).put(GAUGE);
        parts.order(ByteOrder.LITTLE_ENDIAN).putDouble(value).order(ByteOrder.BIG_ENDIAN);
    }

    private byte[] protect(final byte[] plain) throws GeneralSecurityException {
        return switch (level) {
            case "sign" -> sign(plain);
            case "encrypt" -> encrypt(plain);
            default -> plain;
        };
    }

    private byte[] sign(final byte[] plain) throws GeneralSecurityException {
        final Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(password, "HmacSHA256"));
        mac.update(user);
        final byte[] code = mac.doFinal(plain);
        final int header = HEADER_LENGTH + code.length + user.length;
        return ByteBuffer.allocate(header + plain.length)
                .putShort((short) SIGNATURE)
                .putShort((short) header)
                .put(code)
                .put(user)
                .put(plain)
                .array();
    }

    private byte[] encrypt(final byte[] plain) throws GeneralSecurityException {
        final byte[] checksum = MessageDigest.getInstance("SHA-1").digest(plain);
        final byte[] iv = new byte[IV_LENGTH];
        random.nextBytes(iv);
        final Cipher cipher = Cipher.getInstance("AES/OFB/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(MessageDigest.getInstance("SHA-256").digest(password), "AES"),
                new IvParameterSpec(iv));
        final int header = HEADER_LENGTH + Short.BYTES + user.length;
        final ByteBuffer packet = ByteBuffer.allocate(header + IV_LENGTH + checksum.length + plain.length);
        packet.putShort((short) ENCRYPTION)
                .putShort((short) packet.capacity())
                .putShort((short) user.length)
                .put(user)
                .put(iv);
        return packet.put(cipher.update(checksum)).put(cipher.doFinal(plain)).array();
    }
}
