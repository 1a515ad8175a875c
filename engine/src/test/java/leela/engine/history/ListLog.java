package leela.engine.history;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import leela.engine.spi.EntryLog;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A log in memory; opening it again stands for a restart of the process. Thread: any for {@link #event} and {@link
 * #poll}.
 */
final class ListLog implements EntryLog {

    private record Entry(String key, double value, String json, boolean isOneOfSeveral, long timeNs) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private long position;
    private long acknowledged;
    private long pressedTo;
    private boolean isReset = true;

    synchronized void event(final String key, final double value, final long timeNs) {
        entries.add(new Entry(key, value, null, false, timeNs));
    }

    void document(final String key, final String json, final long timeNs) {
        entries.add(new Entry(key, 0, json, false, timeNs));
    }

    /** A document that is kept beside others of its key and time. */
    void notice(final String key, final String json, final long timeNs) {
        entries.add(new Entry(key, 0, json, true, timeNs));
    }

    long acknowledged() {
        return acknowledged;
    }

    long end() {
        return entries.size();
    }

    @Override
    public void resume(final long from) {
        position = from;
        numbers.clear();
        isReset = true;
    }

    @Override
    public synchronized long unread() {
        return entries.size() - position;
    }

    @Override
    public synchronized int poll(final Visitor visitor, final int limit) {
        if (isReset) {
            isReset = false;
            visitor.onNumbersReset();
        }
        int shown = 0;
        for (; shown < limit && position < entries.size(); shown++) {
            show(visitor, entries.get((int) position));
            position++;
        }
        return shown;
    }

    @Override
    public long position() {
        return position;
    }

    /** Presses for entries before this position. */
    void press(final long to) {
        pressedTo = to;
    }

    @Override
    public long pressedTo() {
        return pressedTo;
    }

    @Override
    public void acknowledge(final long storedTo) {
        acknowledged = Math.max(acknowledged, storedTo);
    }

    private void show(final Visitor visitor, final Entry entry) {
        final Integer known = numbers.get(entry.key());
        final int number = known == null ? numbers.size() : known;
        if (known == null) {
            numbers.put(entry.key(), number);
            tell(visitor, number, entry);
        }
        if (!isTaken(visitor, number, entry)) {
            tell(visitor, number, entry);
            if (!isTaken(visitor, number, entry)) {
                throw new AssertionError("a series that was just told is not known");
            }
        }
    }

    private static void tell(final Visitor visitor, final int number, final Entry entry) {
        final byte[] key = entry.key().getBytes(StandardCharsets.UTF_8);
        visitor.onSeries(number, new UnsafeBuffer(key), 0, key.length);
    }

    private boolean isTaken(final Visitor visitor, final int number, final Entry entry) {
        if (entry.json() == null) {
            return visitor.onEvent(
                    position, number, Double.doubleToRawLongBits(entry.value()), entry.timeNs(), entry.timeNs());
        }
        final byte[] json = entry.json().getBytes(StandardCharsets.UTF_8);
        return visitor.onDocument(
                position,
                number,
                new UnsafeBuffer(json),
                0,
                json.length,
                entry.isOneOfSeveral(),
                entry.timeNs(),
                entry.timeNs());
    }
}
