package leela.io.input.statsd;

import leela.engine.ring.Producer;
import org.agrona.collections.LongHashSet;

/**
 * How many different members were named in a window: exactly, up to a bound.
 * Thread: whoever holds the windows.
 * Memory: {@link #MEMBER_BYTES} a member at most, of a budget that all sets share, until the window ends.
 */
final class SetStat extends Stat {

    /** Members of one set in one window. */
    static final int MOST = 1 << 16;

    private static final int FIRST = 8;

    /** Of a set that is being made larger. */
    private static final int MEMBER_BYTES = 32;

    private final StatBudget budget;
    private LongHashSet members = new LongHashSet(FIRST);

    SetStat(final byte[] name, final String template, final StatBudget budget) {
        super(name, template, "count");
        this.budget = budget;
    }

    @Override
    boolean takeMember(final long member) {
        if (!members.contains(member)) {
            if (members.size() == MOST || !budget.tryTake(MEMBER_BYTES)) {
                return false;
            }
            members.add(member);
        }
        return super.takeMember(member);
    }

    @Override
    void add(final double value, final double weight, final boolean isSigned) {
        throw new IllegalStateException("a set has members");
    }

    @Override
    void tell(final Producer producer, final long endNs, final double seconds) {
        put(producer, 0, members.size(), endNs);
        budget.giveBack((long) MEMBER_BYTES * members.size());
        if (members.capacity() > FIRST) {
            members = new LongHashSet(FIRST);
        } else {
            members.clear();
        }
    }
}
