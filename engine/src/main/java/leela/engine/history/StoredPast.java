package leela.engine.history;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.runtime.Clock;
import leela.engine.series.SeriesTable;
import leela.engine.spi.PastPoints;

/**
 * The past as storage has it: the newest points in memory, the others in the store. What is still in the ring or in the
 * journal is waited for. Once history could not be read, it is not asked again for a while: a store that is away takes
 * long to say so.
 * Thread: any but a handler's, one at a time.
 * Memory: a page, and the points that are asked for.
 * Errors: a store that does not answer is a gap of what was asked.
 */
public final class StoredPast implements PastPoints {

    private static final int PAGE = 1024;
    private static final int CELLS_A_LOOK = 1024;
    private static final long POLL_NS = 1_000_000;
    private static final long AWAY_NS = 5 * Clock.NANOS_PER_SECOND;

    /**
     * How far reading has come.
     *
     * @param written   tells when what was published is in the journal
     * @param behindNs  by how much reading lies behind that
     * @param isFailing whether the store takes nothing just now
     */
    public record Progress(WriteBarrier written, LongSupplier behindNs, BooleanSupplier isFailing) {}

    private final History history;
    private final SeriesTable table;
    private final Progress progress;
    private final Clock clock;
    private final long resolutionNs;
    private final long patienceNs;
    private final long[] times = new long[PAGE];
    private final double[] values = new double[PAGE];
    private long awayUntilNs;
    private boolean isAway;

    /**
     * Over a history, and the series that send now.
     *
     * @param patienceNs how long to wait for reading to come up to what was published
     */
    public StoredPast(
            final History history,
            final SeriesTable table,
            final Progress progress,
            final Clock clock,
            final long resolutionNs,
            final long patienceNs) {
        this.history = history;
        this.table = table;
        this.progress = progress;
        this.clock = clock;
        this.resolutionNs = resolutionNs;
        this.patienceNs = patienceNs;
    }

    @Override
    public Gap catchUp() {
        final long beganNs = clock.ticksNs();
        final AtomicLong writtenNs = new AtomicLong(Long.MAX_VALUE);
        boolean isAsked = false;
        while (clock.ticksNs() - beganNs < patienceNs) {
            // a full ring takes no question; it is asked again
            isAsked = isAsked || progress.written().after(() -> writtenNs.set(clock.ticksNs()));
            if (clock.ticksNs() - progress.behindNs().getAsLong() >= writtenNs.get()) {
                return Gap.NONE;
            }
            if (progress.isFailing().getAsBoolean()) {
                return Gap.UNAVAILABLE;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return Gap.BEHIND;
    }

    @Override
    public Past read(final byte[] key, final long fromNs, final long toNs, final int most) {
        if (isAway && clock.ticksNs() - awayUntilNs < 0) {
            return Past.none(Gap.UNAVAILABLE);
        }
        isAway = false;
        try (History.Points points = history.points(key, fromNs, toNs)) {
            return read(points, most);
        } catch (final AmbiguousKeyException several) {
            return Past.none(Gap.UNAVAILABLE);
        } catch (final HistoryException fault) {
            beAway();
            return Past.none(Gap.UNAVAILABLE);
        }
    }

    private void beAway() {
        isAway = true;
        awayUntilNs = clock.ticksNs() + AWAY_NS;
    }

    private Past read(final History.Points points, final int most) {
        long[] keptTimes = new long[PAGE];
        double[] keptValues = new double[PAGE];
        int count = 0;
        Gap gap = Gap.NONE;
        for (int read = points.read(times, values); read > 0; read = points.read(times, values)) {
            if (count > most && count + read > 2 * most) {
                // the newer half: what is older was too much already
                System.arraycopy(keptTimes, count - most, keptTimes, 0, most);
                System.arraycopy(keptValues, count - most, keptValues, 0, most);
                count = most;
                gap = Gap.LIMITED;
            }
            while (count + read > keptTimes.length) {
                keptTimes = Arrays.copyOf(keptTimes, 2 * keptTimes.length);
                keptValues = Arrays.copyOf(keptValues, 2 * keptValues.length);
            }
            System.arraycopy(times, 0, keptTimes, count, read);
            System.arraycopy(values, 0, keptValues, count, read);
            count += read;
        }
        if (count > most) {
            keptTimes = Arrays.copyOfRange(keptTimes, count - most, count);
            keptValues = Arrays.copyOfRange(keptValues, count - most, count);
            count = most;
            gap = Gap.LIMITED;
        }
        return new Past(keptTimes, keptValues, count, gap);
    }

    @Override
    public Gap keys(final KeyVisitor visitor) {
        final boolean[] isWanted = {true};
        for (int from = 0; from < table.places() && isWanted[0]; from += CELLS_A_LOOK) {
            table.visit(from, CELLS_A_LOOK, series -> {
                isWanted[0] = isWanted[0] && visitor.onKey(series.key(), true, series.intervalMs());
            });
        }
        byte[] after = new byte[0];
        try {
            while (isWanted[0]) {
                final KeyPage page = history.keys(KeyFilter.ALL, after, PAGE);
                for (final byte[] key : page.keys()) {
                    isWanted[0] = isWanted[0] && visitor.onKey(key, false, 0);
                }
                if (page.isLast()) {
                    return Gap.NONE;
                }
                after = page.next();
            }
        } catch (final HistoryException fault) {
            beAway();
            return Gap.UNAVAILABLE;
        }
        return Gap.LIMITED;
    }

    @Override
    public long resolutionNs() {
        return resolutionNs;
    }

    @Override
    public long nowNs() {
        return clock.timeNs();
    }
}
