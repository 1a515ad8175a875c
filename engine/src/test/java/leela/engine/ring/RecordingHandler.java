package leela.engine.ring;

import java.util.ArrayList;
import java.util.List;
import leela.engine.series.Series;

/**
 * Keeps what it is shown. Where it stands first, in the timeline's place, it sees metrics as the decoders published
 * them.
 * Thread: its stage's; read it after a drain.
 */
public final class RecordingHandler implements Handler {

    private final String name;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Series> purged = new ArrayList<>();
    private final List<Long> ticks = new ArrayList<>();
    private int batches;
    private boolean isShutDown;

    public RecordingHandler(final String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void onEntry(final Slot slot) {
        if (slot.kind() == Slot.Kind.METRIC) {
            slot.tellSeries();
        }
        entries.add(Entry.of(slot));
    }

    @Override
    public void onTick(final Slot tick) {
        ticks.add(tick.timeNs());
    }

    @Override
    public void onPurged(final Series series) {
        purged.add(series);
    }

    @Override
    public void onBatchEnd() {
        batches++;
    }

    @Override
    public void onShutdown() {
        isShutDown = true;
    }

    /** All entries so far. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The entries since the last call. */
    public List<Entry> take() {
        final List<Entry> taken = List.copyOf(entries);
        entries.clear();
        return taken;
    }

    public List<Series> purged() {
        return purged;
    }

    /** Times of the ticks so far. */
    public List<Long> ticks() {
        return ticks;
    }

    /** Ends of batches so far. */
    public int batches() {
        return batches;
    }

    public boolean isShutDown() {
        return isShutDown;
    }
}
