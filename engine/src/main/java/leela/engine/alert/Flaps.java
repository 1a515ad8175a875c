package leela.engine.alert;

import java.util.ArrayList;
import java.util.List;
import leela.engine.dmproc.due.Due;

/**
 * How often people were told of a group of late, and whether it was so often that they are told of that alone.
 * Thread: the query thread.
 * Memory: the times of as many changes as one may be told of; made with the first.
 * Units: epoch ns of the stream's clock.
 */
final class Flaps {

    /** So many times as long as changes are counted over, until a digest comes. */
    static final int DIGEST_PERIODS = 6;

    private final long[] times;
    private final long inNs;
    private int count;
    private boolean isFlapping;
    private long newestNs;
    private long digestNs;
    private int untold;

    Flaps(final int most, final long inNs) {
        times = new long[most];
        this.inNs = inNs;
    }

    boolean isFlapping() {
        return isFlapping;
    }

    /** How many changes since people were last told that it flaps. */
    int untold() {
        return untold;
    }

    /** A change at this time; whether people are told of it. Where they are not, it flaps, perhaps from now on. */
    boolean isTold(final long nowNs) {
        newestNs = nowNs;
        if (isFlapping) {
            untold++;
            return false;
        }
        if (count >= times.length && nowNs - times[count % times.length] < inNs) {
            isFlapping = true;
            digestNs = nowNs + DIGEST_PERIODS * inNs;
            untold = 1;
            return false;
        }
        times[count++ % times.length] = nowNs;
        return true;
    }

    /** The clock was set by so much, and stands here now. */
    void onClockStep(final long byNs, final long nowNs) {
        for (int i = 0; i < Math.min(count, times.length); i++) {
            times[i] = Due.stepped(times[i], byNs, nowNs);
        }
        newestNs = Due.stepped(newestNs, byNs, nowNs);
        digestNs = Due.stepped(digestNs, byNs, nowNs + DIGEST_PERIODS * inNs);
    }

    /** When something is to be told of its flapping, if nothing changes before. */
    long dueNs() {
        return Math.min(newestNs + inNs, digestNs);
    }

    /** Whether it has been calm for so long that it flaps no more. */
    boolean isCalm(final long nowNs) {
        return nowNs - newestNs >= inNs;
    }

    /** It flaps no more. */
    void end() {
        isFlapping = false;
        count = 0;
        untold = 0;
    }

    boolean isDigestDue(final long nowNs) {
        return nowNs >= digestNs;
    }

    /** People were told how often it changed. */
    void digested(final long nowNs) {
        digestNs = nowNs + DIGEST_PERIODS * inNs;
        untold = 0;
    }

    /** The times of the changes that people were told of, oldest first. */
    List<Long> told() {
        final List<Long> all = new ArrayList<>();
        for (int i = Math.max(0, count - times.length); i < count; i++) {
            all.add(times[i % times.length]);
        }
        return all;
    }

    /** As in an earlier run. */
    void restore(final List<Long> told, final boolean wasFlapping, final long nowNs) {
        for (final long one : told) {
            times[count++ % times.length] = one;
        }
        isFlapping = wasFlapping;
        newestNs = nowNs;
        digestNs = nowNs + DIGEST_PERIODS * inNs;
    }
}
