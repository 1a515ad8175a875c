package leela.engine.ring;

import leela.engine.series.Bounds;
import leela.engine.series.Series;

/**
 * The way into the ring for what was recorded behind one: no limit is asked, nothing is counted as received.
 * Thread: one.
 * Memory: nothing per entry.
 * Errors: a full ring makes the caller wait; where the handlers are stepped, they are run.
 */
public final class RecordedEntries {

    private static final byte[] NO_DOCUMENT = {};

    private final Ring ring;

    public RecordedEntries(final Ring ring) {
        this.ring = ring;
    }

    /** An event, whose client said that it sends so often. */
    public void event(
            final Series series, final long valueBits, final long timeNs, final long arrivalNs, final int intervalMs) {
        event(Slot.Kind.EVENT, series, valueBits, timeNs, arrivalNs, intervalMs);
    }

    /** An event for the standing queries alone. */
    public void queryEvent(final Series series, final long valueBits, final long timeNs, final long arrivalNs) {
        event(Slot.Kind.QUERY_EVENT, series, valueBits, timeNs, arrivalNs, Series.NO_INTERVAL);
    }

    /** A document, without what stood in it. */
    public void document(final Series series, final long timeNs, final long arrivalNs) {
        final long sequence = ring.claim(1);
        if (sequence != Ring.REFUSED) {
            ring.slot(sequence).data(series, NO_DOCUMENT, Slot.ONE_OF_ITS_TIME, timeNs, arrivalNs);
            ring.publish(sequence, sequence);
        }
    }

    public void tick(final long timeNs) {
        ring.tick(timeNs, timeNs);
    }

    private void event(
            final Slot.Kind kind,
            final Series series,
            final long valueBits,
            final long timeNs,
            final long arrivalNs,
            final int intervalMs) {
        final long sequence = ring.claim(1);
        if (sequence != Ring.REFUSED) {
            final Slot slot = ring.slot(sequence);
            slot.event(kind, series, valueBits, timeNs, arrivalNs);
            slot.heard(intervalMs, Bounds.NONE);
            ring.publish(sequence, sequence);
        }
    }
}
