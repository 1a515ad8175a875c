package leela.adapters.exec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import leela.engine.runtime.PrintableText;

/**
 * The last line that a program has written, of what is there without waiting for more.
 * Thread: one.
 * Memory: the last {@value #KEPT} bytes.
 * Errors: a stream that breaks has ended.
 */
final class LastLine {

    private static final int KEPT = 4096;
    private static final int LONGEST = 200;
    /** Of one look: who never stops writing is killed in time. */
    private static final int MOST_A_LOOK = 1 << 20;

    private final InputStream stream;
    private final byte[] chunk = new byte[KEPT];
    private byte[] last = {};

    LastLine(final InputStream stream) {
        this.stream = stream;
    }

    /** Takes what is there. */
    void look() {
        try {
            for (int taken = 0; taken < MOST_A_LOOK && stream.available() > 0; ) {
                final int read = stream.read(chunk, 0, Math.min(chunk.length, stream.available()));
                if (read <= 0) {
                    return;
                }
                taken += read;
                keep(read);
            }
        } catch (final IOException ended) {
            return;
        }
    }

    /** The last line that says something, as it can be shown; empty where there is none. */
    String text() {
        look();
        final String line = new String(last, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .reduce("", (earlier, later) -> later);
        return PrintableText.of(line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…");
    }

    private void keep(final int read) {
        final byte[] all = Arrays.copyOf(last, last.length + read);
        System.arraycopy(chunk, 0, all, last.length, read);
        last = all.length <= KEPT ? all : Arrays.copyOfRange(all, all.length - KEPT, all.length);
    }
}
