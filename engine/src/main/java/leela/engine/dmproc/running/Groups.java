package leela.engine.dmproc.running;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import leela.engine.dmproc.grouping.Grouping;
import leela.engine.dmproc.warm.PastChunk;
import leela.engine.ring.Limits;
import leela.engine.series.Series;

/**
 * The groups of one query, by their keys.
 * Thread: the query thread.
 * Memory: a group is charged to its query.
 */
final class Groups {

    /**
     * Where a series would stand in a query that it matches.
     *
     * @param input    which of the query's inputs it is
     * @param name     what results are called; the series itself where they have no name of their own
     * @param group    whose state it would share; null where it has its own
     * @param bytes    what the query would hold more
     * @param obstacle why it cannot be followed whatever room there is; null where nothing stands in the way
     */
    record Place(int input, Series name, Group group, long bytes, QuerySink.Shortage obstacle) {}

    /** A series that stands in no table, without its key. */
    private static final long NAME_BYTES = 144;

    private final StandingQuery query;
    private final QueryPlan plan;
    private final int most;
    private final Map<ByteBuffer, Group> groups = new HashMap<>();

    Groups(final StandingQuery query, final QueryPlan plan, final int most) {
        this.query = query;
        this.plan = plan;
        this.most = most;
    }

    int size() {
        return groups.size();
    }

    boolean isFull() {
        return groups.size() >= most;
    }

    /** Where a series would stand; null where it is not for this input. */
    Place place(final Series series, final int input) {
        final Grouping grouping = plan.grouping();
        final byte[][] keys = grouping.keys(input, series.key());
        if (keys == null) {
            return null;
        }
        if (!grouping.isOfMany()) {
            final Series name = name(keys, series);
            return place(input, name, null, Subscription.BYTES + plan.stateBytes() + nameBytes(name));
        }
        final ByteBuffer key = Grouping.joined(keys);
        final Group known = groups.get(key);
        if (known != null) {
            return new Place(input, known.name(), known, Member.BYTES, null);
        }
        final Group born = new Group(query, key, name(keys, series), plan);
        return isFull()
                ? new Place(input, born.name(), born, 0, QuerySink.Shortage.GROUPS)
                : place(input, born.name(), born, Member.BYTES + born.bytes());
    }

    private static Place place(final int input, final Series name, final Group group, final long bytes) {
        final int length = name.key().length;
        final boolean isKey = length >= 1 && length <= Limits.MAX_KEY_LENGTH;
        return new Place(input, name, group, bytes, isKey ? null : QuerySink.Shortage.NAME);
    }

    private Series name(final byte[][] keys, final Series series) {
        return Series.detached(plan.grouping().name(keys, series.key()));
    }

    static long nameBytes(final Series name) {
        return NAME_BYTES + name.key().length;
    }

    /** A member joins; a group whose first it is begins. */
    void add(final Member member) {
        member.group().add(member);
        if (groups.putIfAbsent(member.group().key(), member.group()) == null) {
            member.group().filling(query.newFilling(member.group()));
        }
    }

    /** A member leaves; a group whose last it was ends. Bytes that are free now. */
    long remove(final Member member) {
        final Group group = member.group();
        group.remove(member);
        if (group.members() > 0) {
            return Member.BYTES;
        }
        groups.remove(group.key());
        query.forget(group.timed());
        final long freed = Member.BYTES + bytes(group);
        group.filling(null);
        return freed;
    }

    private static long bytes(final Group group) {
        return group.bytes() + (group.filling() == null ? 0 : group.filling().bytes());
    }

    /** The one that a part of the past is for; null where there is no room for it. */
    Group ofPast(final PastChunk chunk, final LongPredicate mayHold) {
        final ByteBuffer key = ByteBuffer.wrap(chunk.target().group());
        final Group known = groups.get(key);
        if (known != null || isFull()) {
            return known;
        }
        final Group born = new Group(query, key, Series.detached(chunk.target().name()), plan);
        if (query.isRecorded() && query.reads(born.name().key()) || !mayHold.test(born.bytes())) {
            return null;
        }
        groups.put(key, born);
        born.filling(query.newFilling(born));
        return born;
    }

    /** What fills groups whose past has not come. */
    List<Filling> unread() {
        return groups.values().stream()
                .map(Group::filling)
                .filter(filling -> filling != null && !filling.isRead())
                .toList();
    }

    /** Forgets the groups of which nothing was heard since their past was read; bytes that are free now. */
    long dropMemberless() {
        long freed = 0;
        final Iterator<Group> all = groups.values().iterator();
        while (all.hasNext()) {
            final Group group = all.next();
            if (group.members() == 0) {
                freed += bytes(group);
                all.remove();
            }
        }
        return freed;
    }
}
