package leela.engine.notify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Results that were not told: how many, and the newest of each series.
 * Thread: the outbox's, until a summary has it.
 * Memory: at most {@value #MAX_SERIES} series; nothing for a further result of a known one.
 */
public final class HeldResults {

    /** Of so many series the newest is kept. */
    public static final int MAX_SERIES = 10;

    private final List<Newest> newest = new ArrayList<>(1);
    private long count;
    private boolean hasMoreSeries;

    /** The newest result of one series. */
    public static final class Newest {

        private final byte[] key;
        private double value;
        private long timeNs;

        private Newest(final byte[] key) {
            this.key = key;
        }

        /** The series' key as text. */
        public String name() {
            return new String(key, StandardCharsets.UTF_8);
        }

        public double value() {
            return value;
        }

        public long timeNs() {
            return timeNs;
        }

        private void set(final double newValue, final long newTimeNs) {
            value = newValue;
            timeNs = newTimeNs;
        }

        private boolean isNamed(final DirectBuffer buffer, final int offset, final int length) {
            if (length != key.length) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (buffer.getByte(offset + i) != key[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    public long count() {
        return count;
    }

    /** The newest of each series, as far as they are known. */
    public List<Newest> newest() {
        return newest;
    }

    /** Whether there were series beside those in {@link #newest}. */
    public boolean hasMoreSeries() {
        return hasMoreSeries;
    }

    /** Counts results that nobody has looked at. */
    public void add(final long further) {
        count += further;
    }

    /** Counts the newest result of this key. */
    public void add(
            final DirectBuffer buffer, final int offset, final int length, final double value, final long timeNs) {
        count++;
        for (int i = 0; i < newest.size(); i++) {
            if (newest.get(i).isNamed(buffer, offset, length)) {
                newest.get(i).set(value, timeNs);
                return;
            }
        }
        if (newest.size() == MAX_SERIES) {
            hasMoreSeries = true;
            return;
        }
        final byte[] key = new byte[length];
        buffer.getBytes(offset, key);
        final Newest first = new Newest(key);
        first.set(value, timeNs);
        newest.add(first);
    }

    /** Counts these, too. */
    void add(final HeldResults others) {
        count += others.count;
        hasMoreSeries |= others.hasMoreSeries;
        others.newest.forEach(this::add);
    }

    private void add(final Newest one) {
        for (final Newest known : newest) {
            if (Arrays.equals(known.key, one.key)) {
                if (one.timeNs >= known.timeNs) {
                    known.set(one.value, one.timeNs);
                }
                return;
            }
        }
        if (newest.size() == MAX_SERIES) {
            hasMoreSeries = true;
        } else {
            newest.add(one);
        }
    }
}
