package leela.ops.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * Reads the frames of a proc socket: the status, then the events (SPEC 5.2).
 * Thread: one.
 * Memory: one frame.
 */
final class EventReader {

    private static final BigDecimal NS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);
    private static final String EVENT = "event ";
    private static final String GOOD = "status 0;";

    /** One event; the value as the engine wrote it. */
    record Event(String key, String value, String seconds) {

        long timeNs() {
            return new BigDecimal(seconds).multiply(NS_PER_SECOND).longValue();
        }
    }

    private final InputStream in;
    // one character a byte, so that positions are bytes
    private String frame = "";
    private int position;

    EventReader(final InputStream in) {
        this.in = in;
    }

    /** Whether the engine started the query. */
    boolean isStarted() throws IOException {
        readFrame();
        position = frame.length();
        return frame.startsWith(GOOD);
    }

    /** Whether the next event is here already, in the frame in hand. */
    boolean hasMore() {
        return position < frame.length();
    }

    /** The next event, or null when the engine has closed the connection. */
    Event next() throws IOException {
        while (!hasMore()) {
            if (!readFrame()) {
                return null;
            }
        }
        return parse();
    }

    private Event parse() throws IOException {
        final int bar = frame.indexOf('|', position);
        if (!frame.startsWith(EVENT, position) || bar < 0) {
            throw new IOException("the engine sent no event: " + frame.substring(position));
        }
        final int keyEnd = bar + 1 + Integer.parseInt(frame.substring(position + EVENT.length(), bar));
        final int end = frame.indexOf(';', keyEnd);
        final String[] words = frame.substring(keyEnd, end).strip().split(" ");
        position = skipSpace(end + 1);
        return new Event(new String(frame.substring(bar + 1, keyEnd).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8),
                words[0], words[1]);
    }

    private int skipSpace(final int from) {
        int index = from;
        while (index < frame.length() && Character.isWhitespace(frame.charAt(index))) {
            index++;
        }
        return index;
    }

    private boolean readFrame() throws IOException {
        final int high = in.read();
        if (high < 0) {
            return false;
        }
        final int length = high << Byte.SIZE | in.read();
        final byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the engine closed the connection within a frame");
        }
        frame = new String(bytes, StandardCharsets.ISO_8859_1);
        position = 0;
        return true;
    }
}
