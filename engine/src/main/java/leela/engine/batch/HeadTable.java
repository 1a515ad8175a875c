package leela.engine.batch;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import leela.engine.keys.FoldedKey;
import leela.engine.keys.TagCondition;
import leela.engine.series.KeyHash;
import leela.engine.series.ObjectPages;

/**
 * Heads: found by key, queued by the age of their oldest unsealed point. Those with nothing that is unwritten stay as
 * long as there is room, since their keys need not be written again that day; then the longest unused goes.
 * Thread: any, holding {@link #lock}: the batcher for the length of a poll, readers for one look-up.
 * Memory: {@link Head#bytes} a head, up to a bound that only unwritten ones pass: who fills the table looks at
 * {@link #neededBytes}, in which the tags of keys that the store does not list yet take a quarter at most.
 */
public final class HeadTable {

    /** A head of this many points is written. */
    public static final int FULL = 1024;

    private static final int FIRST_CAPACITY = 1 << 10;
    private static final int TAGS_PART = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final long maxBytes;
    private final Consumer<Head> onGone;
    private final PointBlocks blocks;
    private final UnlistedKeys unlisted = new UnlistedKeys(Arrays::compareUnsigned);
    /** Of these, the ones that are not in lower case: in that order. */
    private final UnlistedKeys unlistedOthers = new UnlistedKeys(FoldedKey::compare);

    private final UnlistedTags unlistedTags;
    /** In the order they came; some of them are listed by now. */
    private final ArrayDeque<Head> toList = new ArrayDeque<>();

    private final HeadQueue waiting = new HeadQueue();
    private final HeadQueue idle = new HeadQueue();
    private final ArrayDeque<Head> full = new ArrayDeque<>();
    private final ObjectPages<Head> pages = new ObjectPages<>();
    /** A head's number in the pages plus one, or 0. */
    private int[] cells = new int[FIRST_CAPACITY];

    private int size;
    private long bytes;
    private long idleBytes;
    private long heldPoints;

    /** {@code onGone} lets go of a head, too; times of points are multiples of {@code unitNs}. */
    HeadTable(final long unitNs, final long maxBytes, final Consumer<Head> onGone) {
        blocks = new PointBlocks(unitNs);
        this.maxBytes = maxBytes;
        this.onGone = onGone;
        unlistedTags = new UnlistedTags(maxBytes / TAGS_PART);
    }

    ReentrantLock lock() {
        return lock;
    }

    /** The head of a key, or null. */
    Head find(final byte[] key) {
        final int mask = cells.length - 1;
        for (int i = KeyHash.of(key) & mask; cells[i] != 0; i = i + 1 & mask) {
            final Head head = pages.at(cells[i] - 1);
            if (Arrays.equals(head.key(), key)) {
                return head;
            }
        }
        return null;
    }

    /** A head for a key that has none; it stays at least until the next one is created. */
    Head create(final byte[] key) {
        final Head head = new Head(key);
        while (bytes + unlistedTags.bytes() + head.bytes() > maxBytes && idle.oldest() != null) {
            drop(idle.oldest());
        }
        if (2 * (size + 1) > cells.length) {
            refill(2 * cells.length);
        }
        place(cells, head, pages.add(head) + 1);
        size++;
        bytes += head.bytes();
        rest(head);
        return head;
    }

    /** Lets go of heads that nothing needs and whose keys were listed before {@code day}. */
    void forget(final long day) {
        while (idle.oldest() != null && idle.oldest().listedDay() < day) {
            drop(idle.oldest());
        }
    }

    /** The store lists the key no more: it is written again with the next point, if there is one. */
    void unlist(final Head head) {
        head.listed(Head.NEVER);
        if (head.isIdle()) {
            drop(head);
        } else if (!head.isUnlisted()) {
            addUnlisted(head);
        }
    }

    /** {@code time} in units. */
    void add(final Head head, final long position, final long nowNs, final long time, final long valueBits) {
        final boolean isFirst = head.unsealed() == 0;
        if (isFirst) {
            wake(head);
        }
        // first: if there is no memory for the point, the head must not stand in the queue without one
        head.add(blocks, time, valueBits);
        if (isFirst) {
            head.begin(position, nowNs);
            waiting.add(head);
        }
        heldPoints++;
        if (head.unsealed() >= FULL && !head.isQueued()) {
            head.queued(true);
            full.add(head);
        }
    }

    /** A document of the head's key waits to be written. */
    void addDocument(final Head head) {
        wake(head);
    }

    /**
     * A head whose points wait no longer, taken out of the queues: full, seen before {@code seenBeforeNs}, or of
     * entries before {@code pressedTo}; or null.
     */
    Head takeDue(final long seenBeforeNs, final long pressedTo) {
        Head due = full.poll();
        while (due != null && !due.isQueued()) {
            due = full.poll();
        }
        final Head oldest = waiting.oldest();
        if (due == null
                && oldest != null
                && (oldest.firstSeenNs() - seenBeforeNs < 0 || oldest.firstPosition() < pressedTo)) {
            due = oldest;
        }
        return take(due);
    }

    /** The head whose points wait longest; or null. */
    Head takeOldest() {
        return take(waiting.oldest());
    }

    /** The sealed points of a head are with the store, which has listed its key on that day. */
    void release(final Head head, final long day) {
        final int before = head.count();
        head.release(blocks);
        heldPoints -= before - head.count();
        listed(head, day);
    }

    /** The store has listed the key on that day, though none of its points may be there yet. */
    void listed(final Head head, final long day) {
        head.listed(day);
        if (head.isUnlisted()) {
            head.unlisted(false);
            unlisted.remove();
            if (FoldedKey.isOther(head.key())) {
                unlistedOthers.remove();
            }
        }
        if (head.count() == 0 && !head.hasDocuments()) {
            rest(head);
        }
    }

    /** Behind releases: may fail for want of memory, and does then what is left the next time. */
    void tidy() {
        if (unlisted.count() == 0) {
            unlistedTags.clear();
        }
        if (unlisted.tidy()) {
            unlistedTags.clear();
            unlisted.forEach(unlistedTags::add);
        }
        unlistedOthers.tidy();
    }

    /** How many keys wait to be listed. */
    int unlistedKeys() {
        return unlisted.count();
    }

    /** The one of them that waits longest and is in no write, or null; it stays until {@link #skipUnlisted}. */
    Head firstUnlisted() {
        while (!toList.isEmpty()
                && !(toList.peek().isUnlisted() && toList.peek().isUnsealed())) {
            toList.remove();
        }
        return toList.peek();
    }

    void skipUnlisted() {
        toList.remove();
    }

    /** Heads whose keys the store does not list yet, and some that it does by now, in order. */
    UnlistedKeys.Runs unlisted() {
        return unlisted.runs();
    }

    /** Of these, the ones whose keys are not in lower case, in the order of {@link FoldedKey#compare}. */
    UnlistedKeys.Runs unlistedByFoldedKey() {
        return unlistedOthers.runs();
    }

    /** A few of these, among which are all for which every condition holds; null where only all can tell. */
    Head[] unlistedAmong(final List<TagCondition> conditions, final int most) {
        return unlistedTags.among(conditions, most);
    }

    /** What their tags are and which values those have. */
    UnlistedTags unlistedTags() {
        return unlistedTags;
    }

    /** Position of the oldest entry that is in no write, or {@code otherwise}. */
    long firstPosition(final long otherwise) {
        return waiting.oldest() == null ? otherwise : waiting.oldest().firstPosition();
    }

    /** When the oldest point that is in no write was seen, or {@code otherwise}. */
    long firstSeenNs(final long otherwise) {
        final Head oldest = waiting.oldest();
        return oldest == null ? otherwise : oldest.firstSeenNs();
    }

    long heldPoints() {
        return heldPoints;
    }

    int size() {
        return size;
    }

    /** What all heads cost, their points apart. */
    long bytes() {
        return bytes;
    }

    /** Of that, what cannot be let go of before something is written. */
    long neededBytes() {
        return bytes - idleBytes + unlistedTags.bytes();
    }

    /** What their points cost. */
    long pointBytes() {
        return blocks.bytes();
    }

    PointBlocks blocks() {
        return blocks;
    }

    /** It is sealed at once. One that is still in the queue of full ones is passed over there. */
    private Head take(final Head head) {
        if (head != null) {
            waiting.remove(head);
            head.queued(false);
            head.seal(blocks);
        }
        return head;
    }

    /** Something of the head is to be written. */
    private void wake(final Head head) {
        if (head.listedDay() == Head.NEVER && !head.isUnlisted()) {
            addUnlisted(head);
        }
        if (head.isIdle()) {
            idle.remove(head);
            head.idle(false);
            idleBytes -= head.bytes();
        }
    }

    private void addUnlisted(final Head head) {
        if (FoldedKey.isOther(head.key())) {
            unlistedOthers.add(head);
        }
        unlisted.add(head);
        unlistedTags.add(head);
        toList.add(head);
        head.unlisted(true);
    }

    private void rest(final Head head) {
        if (head.isIdle()) {
            // a release that failed is done again
            return;
        }
        head.idle(true);
        idle.add(head);
        idleBytes += head.bytes();
    }

    private void drop(final Head head) {
        idle.remove(head);
        idleBytes -= head.bytes();
        bytes -= head.bytes();
        size--;
        remove(head);
        onGone.accept(head);
    }

    /** Those behind it move up, or a search for them would end at the hole. */
    private void remove(final Head head) {
        final int mask = cells.length - 1;
        int hole = head.hash() & mask;
        while (pages.at(cells[hole] - 1) != head) {
            hole = hole + 1 & mask;
        }
        pages.remove(cells[hole] - 1);
        for (int i = hole + 1 & mask; cells[i] != 0; i = i + 1 & mask) {
            final int wanted = pages.at(cells[i] - 1).hash();
            if ((i - wanted & mask) >= (i - hole & mask)) {
                cells[hole] = cells[i];
                hole = i;
            }
        }
        cells[hole] = 0;
    }

    private void refill(final int newCapacity) {
        final int[] more = new int[newCapacity];
        for (final int cell : cells) {
            if (cell != 0) {
                place(more, pages.at(cell - 1), cell);
            }
        }
        cells = more;
    }

    private static void place(final int[] cells, final Head head, final int cell) {
        final int mask = cells.length - 1;
        int i = head.hash() & mask;
        while (cells[i] != 0) {
            i = i + 1 & mask;
        }
        cells[i] = cell;
    }
}
