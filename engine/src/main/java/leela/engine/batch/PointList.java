package leela.engine.batch;

import java.util.Arrays;

/**
 * Points in two arrays that grow; can be put in order of time, the last added of each time alone.
 * Thread: its owner's.
 * Memory: what the largest list so far took, and as much again where points came late; where very many do, sorting
 * takes that once more while it lasts.
 */
public final class PointList {

    private static final int FIRST_CAPACITY = 64;
    /** To merge costs as much. */
    private static final int STEPS_A_POINT = 8;

    private static final int MOST_EXPECTED = 1024;
    private static final int MOST_SPARE = 1 << 12;
    private static final long[] NONE = {};

    private long[] times = NONE;
    private long[] bits = NONE;
    private long[] lateTimes = NONE;
    private long[] lateBits = NONE;
    private int count;
    private int expected = FIRST_CAPACITY;

    /** Makes room for so many when the first comes, within reason. */
    void expect(final int points) {
        expected = Math.max(FIRST_CAPACITY, Math.min(points, MOST_EXPECTED));
    }

    void clear() {
        count = 0;
    }

    /** Whether what it takes is worth to be kept for whoever needs a list next. */
    public boolean isSmall() {
        return times.length <= MOST_SPARE;
    }

    public int count() {
        return count;
    }

    public long[] times() {
        return times;
    }

    public long[] bits() {
        return bits;
    }

    void add(final long timeNs, final long valueBits) {
        if (count == times.length) {
            grow();
        }
        times[count] = timeNs;
        bits[count++] = valueBits;
    }

    private void grow() {
        final int capacity = Math.max(expected, 2 * times.length);
        times = Arrays.copyOf(times, capacity);
        bits = Arrays.copyOf(bits, capacity);
    }

    /** Puts them in order of time; of equal times the last added stays. */
    void settle() {
        if (ascends(1)) {
            return;
        }
        if (!ascends(0) && !isSortedByRuns()) {
            sort();
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (i + 1 == count || times[i + 1] != times[i]) {
                times[kept] = times[i];
                bits[kept++] = bits[i];
            }
        }
        count = kept;
    }

    /** By so much from one to the next, at least; a difference beyond all that times may have counts as one. */
    private boolean ascends(final int least) {
        for (int i = 1; i < count; i++) {
            if (times[i] - times[i - 1] < least) {
                return false;
            }
        }
        return true;
    }

    /**
     * Takes late points out, and moves each run of them back to its place at once, as long as these are few steps:
     * what several connections bring is late by whole runs, each of which ascends. False where it is not done; equal
     * times keep their order.
     */
    private boolean isSortedByRuns() {
        int left = STEPS_A_POINT * count;
        int sorted = 0;
        int late = 0;
        for (int i = 0; i < count; i++) {
            final long timeNs = times[i];
            if (sorted == 0 || timeNs >= times[sorted - 1]) {
                times[sorted] = timeNs;
                bits[sorted++] = bits[i];
                continue;
            }
            if (late > 0 && timeNs < lateTimes[late - 1]) {
                left -= moveBack(sorted, late);
                sorted += late;
                late = 0;
                if (left < 0) {
                    return false;
                }
            }
            if (late == lateTimes.length) {
                lateTimes = Arrays.copyOf(lateTimes, times.length);
                lateBits = Arrays.copyOf(lateBits, times.length);
            }
            lateTimes[late] = timeNs;
            lateBits[late++] = bits[i];
        }
        moveBack(sorted, late);
        return true;
    }

    /** Puts the late ones among those that are sorted, from the last on; how many steps that took. */
    private int moveBack(final int sorted, final int late) {
        int left = sorted - 1;
        int right = late - 1;
        int to = sorted + right;
        while (right >= 0) {
            if (left >= 0 && times[left] > lateTimes[right]) {
                times[to] = times[left];
                bits[to] = bits[left--];
            } else {
                times[to] = lateTimes[right];
                bits[to] = lateBits[right--];
            }
            to--;
        }
        return sorted + late - 1 - to;
    }

    /** Merges the ascending runs, bottom up; equal times keep their order. */
    private void sort() {
        long[] fromTimes = times;
        long[] fromBits = bits;
        long[] toTimes = new long[times.length];
        long[] toBits = new long[bits.length];
        for (int width = 1; width < count; width *= 2) {
            for (int low = 0; low < count; low += 2 * width) {
                merge(
                        fromTimes,
                        fromBits,
                        toTimes,
                        toBits,
                        low,
                        Math.min(low + width, count),
                        Math.min(low + 2 * width, count));
            }
            final long[] sortedTimes = toTimes;
            final long[] sortedBits = toBits;
            toTimes = fromTimes;
            toBits = fromBits;
            fromTimes = sortedTimes;
            fromBits = sortedBits;
        }
        times = fromTimes;
        bits = fromBits;
    }

    private static void merge(
            final long[] fromTimes,
            final long[] fromBits,
            final long[] toTimes,
            final long[] toBits,
            final int low,
            final int middle,
            final int high) {
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            final int next = left < middle && (right >= high || fromTimes[left] <= fromTimes[right]) ? left++ : right++;
            toTimes[i] = fromTimes[next];
            toBits[i] = fromBits[next];
        }
    }
}
