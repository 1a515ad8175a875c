package leela.io.http.prometheus;

import java.util.Arrays;

/**
 * A series of an answer. The order is Prometheus': by the first label that differs, by its name and then its value.
 * Thread: immutable.
 *
 * @param labels as {@link SeriesLabels#encoded} gives them
 */
record FoundSeries(byte[] key, byte[] labels) implements Comparable<FoundSeries> {

    /** What it takes beside the bytes of both. */
    private static final int OBJECT_BYTES = 96;

    private static final int MORE = 0x80;

    int heldBytes() {
        return key.length + labels.length + OBJECT_BYTES;
    }

    boolean hasLabelsOf(final FoundSeries other) {
        return Arrays.equals(labels, other.labels);
    }

    @Override
    public int compareTo(final FoundSeries other) {
        int at = 0;
        int otherAt = 0;
        while (at < labels.length && otherAt < other.labels.length) {
            // each label is the head of a message, and then two texts
            at = behindHead(labels, at);
            otherAt = behindHead(other.labels, otherAt);
            for (int text = 0; text < 2; text++) {
                final int from = behindHead(labels, at);
                final int otherFrom = behindHead(other.labels, otherAt);
                at = from + length(labels, at);
                otherAt = otherFrom + length(other.labels, otherAt);
                final int order = Arrays.compareUnsigned(labels, from, at, other.labels, otherFrom, otherAt);
                if (order != 0) {
                    return order;
                }
            }
        }
        return Boolean.compare(at < labels.length, otherAt < other.labels.length);
    }

    private static int behindHead(final byte[] bytes, final int at) {
        int end = at + 1;
        while ((bytes[end] & MORE) != 0) {
            end++;
        }
        return end + 1;
    }

    /** Of the text whose head is here. */
    private static int length(final byte[] bytes, final int at) {
        int length = 0;
        int shift = 0;
        for (int i = at + 1; ; i++, shift += 7) {
            length |= (bytes[i] & MORE - 1) << shift;
            if ((bytes[i] & MORE) == 0) {
                return length;
            }
        }
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof FoundSeries found && Arrays.equals(key, found.key) && hasLabelsOf(found);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    @Override
    public String toString() {
        return new String(key, java.nio.charset.StandardCharsets.UTF_8);
    }
}
