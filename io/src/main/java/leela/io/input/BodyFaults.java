package leela.io.input;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What became of the entries of one body: how many were taken, and of those that were rejected the
 * first, each with its place and the reason.
 * Thread: its reader's.
 * Memory: at most {@link #SHOWN} reasons.
 */
public final class BodyFaults {

    public static final int SHOWN = 100;

    /**
     * One that was rejected.
     *
     * @param place of the entry in the body, as its format counts: from 0, or a line from 1
     */
    public record Fault(int place, String reason) {}

    private final List<Fault> first = new ArrayList<>();
    private long rejected;
    private long taken;

    /** So many were taken. */
    public void taken(final int entries) {
        taken += entries;
    }

    /** So many that belong together were rejected. */
    public void add(final int place, final int entries, final Supplier<String> reason) {
        rejected += entries;
        if (first.size() < SHOWN) {
            first.add(new Fault(place, reason.get()));
        }
    }

    /** One was rejected. */
    public void add(final int place, final Supplier<String> reason) {
        add(place, 1, reason);
    }

    public long taken() {
        return taken;
    }

    public long rejected() {
        return rejected;
    }

    /** The first of them. */
    public List<Fault> first() {
        return first;
    }
}
