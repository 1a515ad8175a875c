package leela.io.input.collectd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Packets that collectd 5.12 daemons sent: see the README beside them. The user of the protected ones is known here.
 */
public final class CapturedPackets {

    public static final String USER = "probe";
    public static final String PASSWORD = "s3cret-pass";

    private CapturedPackets() {}

    /** All of one kind: {@code none}, {@code sign}, {@code encrypt} or {@code notif}, in the order they were sent. */
    static List<byte[]> of(final String kind) {
        return IntStream.range(0, "notif".equals(kind) ? 4 : 32)
                .mapToObj(i -> read("%s/%03d.bin".formatted(kind, i)))
                .toList();
    }

    static byte[] read(final String name) {
        try (InputStream in = CapturedPackets.class.getResourceAsStream("/collectd/" + name)) {
            return in.readAllBytes();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
