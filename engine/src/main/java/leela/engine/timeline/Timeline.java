package leela.engine.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Handler;
import leela.engine.ring.Slot;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;

/**
 * The first handler: turns each metric into its event in the slot itself, counts the lower half of the ledger, and
 * purges idle series, and those that are released.
 * Thread: the timeline's; {@link #release} any.
 * Memory: nothing per entry or tick; a list where series are purged.
 * Units: times epoch ns; idleness is measured in ticks at arrival, not by the metrics' own times
 * nor by the wall clock, which may be set.
 */
public final class Timeline implements Handler {

    /** The whole table is looked through this many times within ttl. */
    private static final int SWEEPS_PER_TTL = 8;

    private static final int MIN_SWEEP_CELLS = 4096;
    /** Of those that are released so many go at a tick, since entries wait meanwhile. */
    private static final int RELEASED_AT_ONCE = 4096;

    private static final Verdict[] VERDICTS = Verdict.values();

    private final Rules rules;
    private final SeriesTable table;
    private final Counters counters;
    private final long ttlNs;

    private final Consumer<Series> look = this::look;
    /** Keys that were deleted: no more than there are live series, but for those that are asked for twice in a tick. */
    private final Queue<Series> released = new ConcurrentLinkedQueue<>();

    private final long[] verdictsNow = new long[VERDICTS.length];
    private long queryEventsNow;
    private int sweepCell;
    private long tickNs;
    private long sweptNs;
    private List<Series> purged = List.of();

    public Timeline(final Rules rules, final long ttlNs, final SeriesTable table, final Counters counters) {
        this.rules = rules;
        this.ttlNs = ttlNs;
        this.table = table;
        this.counters = counters;
    }

    @Override
    public String name() {
        return "timeline";
    }

    /** Lets go of a live series at one of the next ticks; what is sent of its key behind that begins anew. */
    public void release(final Series series) {
        released.add(series);
    }

    @Override
    public boolean isTimeAwaited() {
        return !released.isEmpty();
    }

    @Override
    public void onEntry(final Slot slot) {
        final Series series = live(slot);
        series.touch(tickNs);
        switch (slot.kind()) {
            case METRIC -> judge(slot, series);
            case QUERY_EVENT -> queryEventsNow++;
            default -> verdictsNow[Verdict.EMITTED.ordinal()]++;
        }
    }

    @Override
    public void onBatchEnd() {
        for (final Verdict verdict : VERDICTS) {
            final int i = verdict.ordinal();
            if (verdictsNow[i] != 0) {
                counters.add(verdict.counter(), verdictsNow[i]);
                verdictsNow[i] = 0;
            }
        }
        counters.add(EngineCounter.QUERY_EVENTS_EMITTED, queryEventsNow);
        queryEventsNow = 0;
    }

    /** Looks through the next part of the table; the tick then tells the other handlers which series were purged. */
    @Override
    public void onTick(final Slot tick) {
        tickNs = tick.ticksNs();
        final int cells = cells(tickNs - sweptNs);
        sweptNs = tickNs;
        table.visit(sweepCell, cells, look);
        sweepCell = sweepCell + cells >= table.places() ? 0 : sweepCell + cells;
        purgeReleased();
        if (!purged.isEmpty()) {
            tick.purged(purged);
            purged = List.of();
        }
    }

    private void look(final Series series) {
        if (series.touchedNs() == 0) {
            // made by a producer, its first metric still in the ring
            series.touch(tickNs);
        } else if (tickNs - series.touchedNs() >= rules.ttlNs(series)) {
            final boolean unused = purge(series);
        }
    }

    /** One that the table does not let go of just now stands in line for the next tick. */
    private void purgeReleased() {
        for (int i = 0; i < RELEASED_AT_ONCE && !released.isEmpty(); i++) {
            final Series series = released.peek();
            if (!series.isPurged() && !purge(series)) {
                return;
            }
            released.remove();
        }
    }

    private boolean purge(final Series series) {
        if (!table.tryRemove(series)) {
            return false;
        }
        series.forget();
        if (purged.isEmpty()) {
            purged = new ArrayList<>();
        }
        purged.add(series);
        return true;
    }

    private void judge(final Slot slot, final Series series) {
        slot.tellSeries();
        final Verdict verdict = rules.judge(series, slot.type(), slot.isIntegral(), slot.bits(), slot.timeNs());
        verdictsNow[verdict.ordinal()]++;
        if (verdict == Verdict.EMITTED) {
            slot.emit(rules.value(), rules.timeNs());
        } else {
            slot.absorb();
        }
    }

    /**
     * The slot's series; one that was purged while this entry was in the ring is put back, or replaced by its
     * successor.
     */
    private Series live(final Slot slot) {
        final Series series = slot.series();
        if (!series.isPurged()) {
            return series;
        }
        final Series successor = table.restore(series);
        slot.rebind(successor);
        return successor;
    }

    /** How many are due, so long after the last ones: more than all where a tick was long in coming. */
    private int cells(final long passedNs) {
        final double sweeps = (double) Math.max(0, passedNs) * SWEEPS_PER_TTL / ttlNs;
        return (int) Math.min(table.places(), Math.max(MIN_SWEEP_CELLS, sweeps * table.places() + 1));
    }
}
