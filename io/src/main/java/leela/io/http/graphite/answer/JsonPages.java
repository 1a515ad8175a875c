package leela.io.http.graphite.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import leela.engine.history.HistoryException;
import leela.engine.runtime.Clock;
import leela.engine.runtime.MadeAhead;
import leela.engine.runtime.Spares;
import leela.io.http.HttpLimits;
import leela.io.http.graphite.function.TimeSeries;
import leela.io.http.graphite.joining.ReadingStoppedException;

/**
 * Series as JSON, a page a part. What is to be read for them is read as they are written, one series after another;
 * and a thread that has nothing else to do makes the page behind the one in hand.
 * Thread: one at a time, and the helper's for what it makes.
 * Memory: the series, and room for the points of one; as much again where a helper makes the next page. Both are
 * charged to the request before.
 * Errors: what reading meets; the caller's watch ends it where too much is read.
 */
public final class JsonPages implements PartWriter {

    /** Points that a helper may read for a page: a few milliseconds, for which it is not there for others. */
    private static final int POINTS_AHEAD = 1 << 17;

    /** Work that a helper is woken for: to wake it takes 20 to 60 µs. */
    private static final long WORTH_HELP_NS = 150_000;

    private final List<TimeSeries> series;
    private final boolean hasNulls;
    private final Reading reading;
    /** The series that comes next, and the one before which this thread ends. */
    private int next;

    private int end;
    /** Whether something stands before the next series: then a comma is to be between them. */
    private boolean isBegun;

    /** What comes behind them, in the making; null where there is none. */
    private MadeAhead<PageAhead> ahead;

    private int aheadEnd;
    /** The same once it was made, where it did not fit into the page in hand; null where there is none. */
    private PageAhead taken;

    /**
     * What reading takes.
     *
     * @param watch  is told of points that were read in the request's turn, and may end it
     * @param charge has so many values charged to the request, or refuses it
     * @param helper runs something where a thread has nothing to do; false where none has
     */
    public record Reading(
            Spares<SeriesRoom> rooms,
            IntConsumer watch,
            LongConsumer charge,
            Predicate<Runnable> helper,
            Clock clock) {}

    /** A page that was made before its turn, which series comes behind it, and how many points it took. */
    private record PageAhead(ByteBuf page, int next, int read) implements AutoCloseable {
        @Override
        public void close() {
            page.release();
        }
    }

    JsonPages(final List<TimeSeries> all, final boolean hasNulls, final Reading reading) {
        this.series = all.stream().allMatch(one -> one.size() == 0) ? List.of() : all;
        this.hasNulls = hasNulls;
        this.reading = reading;
        end = series.size();
    }

    @Override
    public boolean isReading() {
        return true;
    }

    @Override
    public boolean appendTo(final ByteBuf out) {
        do {
            if (next == end && ahead != null && !takeAhead(out)) {
                return true;
            }
            final SeriesRoom room = reading.rooms.take();
            room.read().watchedBy(reading.watch);
            makePage(out, room);
            give(room);
        } while (next == end && ahead != null && out.readableBytes() < HttpLimits.PAGE_BYTES);
        if (next < end || ahead != null) {
            return true;
        }
        if (!isBegun) {
            out.writeByte('[');
        }
        out.writeByte(']');
        return false;
    }

    /** What was broken off by an exception is not given back. */
    private void give(final SeriesRoom room) {
        room.read().leave();
        if (room.isSmall()) {
            reading.rooms.give(room);
        }
    }

    private void makePage(final ByteBuf out, final SeriesRoom room) {
        final long startNs = reading.clock.ticksNs();
        final int first = next;
        final int bytes = out.readableBytes();
        while (next < end && out.readableBytes() < HttpLimits.PAGE_BYTES) {
            isBegun |= append(out, room, next++, isBegun);
            if (ahead == null && next < end) {
                final int done = next - first;
                share(
                        out,
                        (reading.clock.ticksNs() - startNs) / done,
                        Math.max(1, (out.readableBytes() - bytes) / done));
            }
        }
    }

    /** False where the series is not shown. */
    private boolean append(final ByteBuf out, final SeriesRoom room, final int index, final boolean isBehindAnother) {
        final TimeSeries one = series.get(index);
        final double[] points = one.points(room.read());
        if (!hasNulls && !hasValue(points, one.pointCount())) {
            return false;
        }
        out.writeByte(isBehindAnother ? ',' : '[');
        room.json().append(out, one, points, hasNulls);
        return true;
    }

    private static boolean hasValue(final double[] points, final int count) {
        for (int i = 0; i < count; i++) {
            if (!Double.isNaN(points[i])) {
                return true;
            }
        }
        return false;
    }

    /** Has the next page made meanwhile where a thread has nothing to do. A series takes so long, and so many bytes. */
    private void share(final ByteBuf out, final long seriesNs, final int seriesBytes) {
        final int fit = Math.max(0, HttpLimits.PAGE_BYTES - out.readableBytes()) / seriesBytes;
        final int from = next + Math.min((end - next + 1) / 2, fit);
        if (from == next
                || from == end
                || Math.min(end - from, HttpLimits.PAGE_BYTES / seriesBytes) * seriesNs < WORTH_HELP_NS
                || series.get(from).unread() > POINTS_AHEAD) {
            return;
        }
        // this page may be gone before the next is begun
        final ByteBufAllocator allocator = out.alloc();
        final int to = end;
        final MadeAhead<PageAhead> page = new MadeAhead<>(made -> makeAhead(made, from, to, allocator));
        if (reading.helper.test(page)) {
            ahead = page;
            aheadEnd = to;
            end = from;
        }
    }

    private PageAhead makeAhead(
            final MadeAhead<PageAhead> wanted, final int from, final int to, final ByteBufAllocator allocator) {
        final SeriesRoom room = reading.rooms.take();
        final int[] read = new int[1];
        room.read().watchedBy(count -> {
            read[0] += count;
            if (read[0] > 2 * POINTS_AHEAD || !wanted.isWanted()) {
                throw new ReadingStoppedException();
            }
        });
        final ByteBuf page = allocator.directBuffer(HttpLimits.PAGE_CAPACITY);
        try {
            int at = from;
            while (at < to
                    && page.readableBytes() < HttpLimits.PAGE_BYTES
                    && read[0] + series.get(at).unread() <= POINTS_AHEAD
                    && appendAhead(page, room, at)) {
                at++;
            }
            give(room);
            return new PageAhead(page, at, read[0]);
        } catch (final RuntimeException fault) {
            page.release();
            throw fault;
        }
    }

    /** False where it was stopped: the series is then not in the page. */
    private boolean appendAhead(final ByteBuf page, final SeriesRoom room, final int index) {
        final int begin = page.writerIndex();
        try {
            append(page, room, index, true);
            return true;
        } catch (final ReadingStoppedException stopped) {
            page.writerIndex(begin);
            return false;
        }
    }

    /** Appends it; false where there is no room, since something stands there already. */
    private boolean takeAhead(final ByteBuf out) {
        if (taken == null) {
            taken = made();
        }
        if (taken != null && out.isReadable() && taken.page.readableBytes() > out.writableBytes()) {
            return false;
        }
        if (taken != null) {
            append(out, taken);
        }
        ahead = null;
        taken = null;
        end = aheadEnd;
        return true;
    }

    private void append(final ByteBuf out, final PageAhead made) {
        next = made.next;
        if (made.page.isReadable()) {
            if (!isBegun) {
                made.page.setByte(made.page.readerIndex(), '[');
            }
            isBegun = true;
            out.writeBytes(made.page);
        }
        made.close();
        reading.watch.accept(made.read);
    }

    /** Null where the helper had not begun. */
    private PageAhead made() {
        try {
            return ahead.take();
        } catch (final InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new HistoryException("the engine ends", ended);
        }
    }

    @Override
    public void close() {
        if (taken != null) {
            taken.close();
            taken = null;
        }
        if (ahead != null) {
            ahead.close();
            ahead = null;
        }
    }
}
