package leela.io.input.statsd;

import leela.engine.ring.Producer;
import org.agrona.collections.LongHashSet;

/**
 * How many different members were named in a window: exactly, up to a bound.
 * Thread: whoever holds the windows.
 * Memory: 8 to 16 bytes a member.
 */
final class SetStat extends Stat {

    /** Members of one set in one window. */
    static final int MOST = 1 << 16;

    private static final int FIRST = 8;

    private LongHashSet members = new LongHashSet(FIRST);

    SetStat(final byte[] name, final String template) {
        super(name, template, "count");
    }

    @Override
    boolean takeMember(final long member) {
        if (members.size() == MOST && !members.contains(member)) {
            return false;
        }
        members.add(member);
        return super.takeMember(member);
    }

    @Override
    void add(final double value, final double weight, final boolean isSigned) {
        throw new IllegalStateException("a set has members");
    }

    @Override
    void tell(final Producer producer, final long endNs, final double seconds) {
        put(producer, 0, members.size(), endNs);
        if (members.capacity() > MOST / 8) {
            members = new LongHashSet(FIRST);
        } else {
            members.clear();
        }
    }
}
