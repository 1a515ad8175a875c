package leela.io.input.influx;

import leela.io.input.BodyFaults;
import leela.io.input.BodyReader;
import org.agrona.DirectBuffer;

/**
 * Reads the lines of one body.
 * Thread: its decoder's.
 * Memory: nothing per line.
 * Errors: a line that cannot be read costs itself, with its number and column.
 */
public final class InfluxBody implements BodyReader {

    private final LineDecoder decoder;
    private final DirectBuffer body;
    private final Precision precision;
    private final BodyFaults faults = new BodyFaults();
    private int at;
    private int line;

    public InfluxBody(final LineDecoder decoder, final DirectBuffer body, final Precision precision) {
        this.decoder = decoder;
        this.body = body;
        this.precision = precision;
    }

    @Override
    public BodyFaults faults() {
        return faults;
    }

    @Override
    public boolean read() {
        final int limit = body.capacity();
        int entries = 0;
        for (int lines = 0; lines < LARGE_PORTION && entries < LARGE_PORTION && at < limit; lines++) {
            final int start = at;
            at = decoder.decode(body, at, limit, precision);
            line++;
            entries += decoder.taken();
            faults.taken(decoder.taken());
            if (decoder.reason() != null) {
                final int column = decoder.column();
                faults.add(
                        line,
                        decoder.rejected(),
                        () -> "line " + line + ", column " + column + ": " + decoder.reason());
            }
            line += decoder.hasTexts() ? innerLines(start) : 0;
        }
        decoder.release();
        return at < limit;
    }

    /** Line ends within texts. */
    private int innerLines(final int start) {
        int ends = 0;
        for (int i = start; i < at - 1; i++) {
            ends += body.getByte(i) == '\n' ? 1 : 0;
        }
        return ends;
    }
}
