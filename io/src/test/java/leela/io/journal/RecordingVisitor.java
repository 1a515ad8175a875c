package leela.io.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leela.engine.spi.EntryLog;
import org.agrona.DirectBuffer;

/** Writes down what a reader shows: {@code position key value@time} a line. Thread: one. */
final class RecordingVisitor implements EntryLog.Visitor {

    private final Map<Integer, String> names = new HashMap<>();
    private final List<String> lines = new ArrayList<>();
    private long failingPosition = -1;

    /** Fails once at this position, for want of memory. */
    void failAt(final long position) {
        failingPosition = position;
    }

    /** Lets go of all names. */
    void forget() {
        names.clear();
    }

    /** What it was told and has not let go of. */
    Collection<String> names() {
        return names.values();
    }

    /** What was shown since this was last asked. */
    List<String> take() {
        final List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    @Override
    public void onNumbersReset() {
        names.clear();
    }

    @Override
    public void onSeries(final int number, final DirectBuffer buffer, final int offset, final int length) {
        names.put(number, text(buffer, offset, length));
    }

    @Override
    public boolean onEvent(
            final long position, final int number, final long valueBits, final long timeNs, final long arrivalNs) {
        return add(position, number, Double.longBitsToDouble(valueBits) + "@" + timeNs);
    }

    @Override
    public boolean onDocument(
            final long position,
            final int number,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final boolean isOneOfSeveral,
            final long timeNs,
            final long arrivalNs) {
        return add(
                position,
                number,
                text(buffer, offset, length) + (isOneOfSeveral ? " beside others" : "") + "@" + timeNs);
    }

    private boolean add(final long position, final int number, final String what) {
        if (position == failingPosition) {
            failingPosition = -1;
            throw new OutOfMemoryError("injected");
        }
        return names.containsKey(number) && lines.add(position + " " + names.get(number) + " " + what);
    }

    private static String text(final DirectBuffer buffer, final int offset, final int length) {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
