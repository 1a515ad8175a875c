package leela.engine.history;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import leela.engine.runtime.Clock;
import leela.engine.spi.PastPoints;

/**
 * The past as storage has it: the newest points in memory, the others in the store. What is still in the ring or in the
 * journal is waited for.
 * Thread: any but a handler's, one at a time.
 * Memory: a page, and the points that are asked for.
 * Errors: a store that does not answer is a gap of what was asked, told with its reason.
 */
public final class StoredPast implements PastPoints {

    private static final int PAGE = 1024;
    private static final long POLL_NS = 1_000_000;
    private static final String LIMITED = "a series is filled from so many points at most";

    private final History history;
    private final WriteBarrier written;
    private final LongSupplier behindNs;
    private final Clock clock;
    private final long patienceNs;
    private final long[] times = new long[PAGE];
    private final double[] values = new double[PAGE];

    /**
     * Over a history of which what came before {@code behindNs}, that is by how much it lies behind, can be read.
     *
     * @param written    tells when what was published is in the journal
     * @param patienceNs how long to wait for that, and for the journal to be read
     */
    public StoredPast(
            final History history,
            final WriteBarrier written,
            final LongSupplier behindNs,
            final Clock clock,
            final long patienceNs) {
        this.history = history;
        this.written = written;
        this.behindNs = behindNs;
        this.clock = clock;
        this.patienceNs = patienceNs;
    }

    @Override
    public boolean catchUp() {
        final long beganNs = clock.ticksNs();
        final AtomicLong writtenNs = new AtomicLong(Long.MAX_VALUE);
        boolean isAsked = false;
        while (clock.ticksNs() - beganNs < patienceNs) {
            // a full ring takes no question; it is asked again
            isAsked = isAsked || written.after(() -> writtenNs.set(clock.ticksNs()));
            if (clock.ticksNs() - behindNs.getAsLong() >= writtenNs.get()) {
                return true;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return false;
    }

    @Override
    public Past read(final byte[] key, final long fromNs, final long toNs, final int most) {
        long[] keptTimes = new long[PAGE];
        double[] keptValues = new double[PAGE];
        int count = 0;
        String gap = "";
        try (History.Points points = history.points(key, fromNs, toNs)) {
            for (int read = points.read(times, values); read > 0; read = points.read(times, values)) {
                if (count > most && count + read > 2 * most) {
                    // the newer half: what is older was too much already
                    System.arraycopy(keptTimes, count - most, keptTimes, 0, most);
                    System.arraycopy(keptValues, count - most, keptValues, 0, most);
                    count = most;
                    gap = LIMITED;
                }
                while (count + read > keptTimes.length) {
                    keptTimes = Arrays.copyOf(keptTimes, 2 * keptTimes.length);
                    keptValues = Arrays.copyOf(keptValues, 2 * keptValues.length);
                }
                System.arraycopy(times, 0, keptTimes, count, read);
                System.arraycopy(values, 0, keptValues, count, read);
                count += read;
            }
        } catch (final HistoryException | AmbiguousKeyException fault) {
            gap = "history could not be read: " + fault.getMessage();
        }
        if (count > most) {
            keptTimes = Arrays.copyOfRange(keptTimes, count - most, count);
            keptValues = Arrays.copyOfRange(keptValues, count - most, count);
            count = most;
            gap = gap.isEmpty() ? LIMITED : gap;
        }
        return new Past(keptTimes, keptValues, count, gap);
    }
}
