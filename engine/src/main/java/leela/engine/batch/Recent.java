package leela.engine.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.keys.FoldedKey;
import leela.engine.keys.KeyCase;
import leela.engine.runtime.Clock;
import leela.engine.spi.EntryLog;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * What was read from the log and is not with the store yet: the newest points of each key, the newest documents, and
 * their keys.
 * Thread: the batcher's writes, any reads; all under one lock, held for a poll or a look-up.
 * Memory: bounded by the batcher, which stops reading the log at {@link #isFull}; a poll more.
 * Units: times epoch ns, cut to the storage resolution.
 */
public final class Recent implements EntryLog.Visitor {

    /** A record bears the arrival of its first entry; others came so much later at most. */
    private static final long STAMPED_NS = Clock.NANOS_PER_SECOND;

    private static final int FIRST_NUMBERS = 1 << 10;
    /** Entries after which a poll looks whether it may go on: new keys of a kilobyte each are many bytes. */
    private static final int POLL_ENTRIES = 1 << 10;

    private final long resolutionNs;
    private final long retentionNs;
    private final BatchLimits limits;
    private final int mostNumbers;
    private final HeadTable heads;
    private final ReentrantLock lock;
    private final UnlistedReader unlisted;
    private final PendingDocuments documents = new PendingDocuments();
    private final ListingTurn listing = new ListingTurn();
    /**
     * By the lowest bits of the log's number. A head knows its number and generation; one of another generation is the
     * one that had this number last, and most often it has it again. Of two with equal bits, one must be told anew.
     */
    private Head[] numbered = new Head[FIRST_NUMBERS];

    private byte generation = 1;
    private long nowNs;
    private long forgottenDay;
    private long lastTimeNs;
    private long lastCut;
    private long newestNs = StoreBatch.NO_WITNESS;
    private long readArrivalNs;
    private volatile KeyCase keyCase;
    private UnaryOperator<byte[]> sharedKey = key -> key;

    public Recent(final long resolutionNs, final long retentionNs, final BatchLimits limits) {
        this.resolutionNs = resolutionNs;
        this.retentionNs = retentionNs;
        this.limits = limits;
        final long mostHeads = Math.min(1 << 30, limits.maxKeyBytes() / Head.bytes(1));
        mostNumbers = Math.max(FIRST_NUMBERS, Integer.highestOneBit((int) mostHeads));
        heads = new HeadTable(resolutionNs, limits.maxKeyBytes(), this::onGone);
        lock = heads.lock();
        unlisted = new UnlistedReader(heads);
    }

    /** How keys are stored, or null as long as that is not known: nothing is read from the log then. Thread: any. */
    public KeyCase keyCase() {
        return keyCase;
    }

    // ---- batcher

    void keyCase(final KeyCase newKeyCase) {
        keyCase = newKeyCase;
    }

    /** Who keeps the same keys gives its copy for one that is new here; before anything is read. */
    public void shareKeys(final UnaryOperator<byte[]> newSharedKey) {
        sharedKey = newSharedKey;
    }

    /** The latest time that another clock than the engine's has told with an entry since this was last asked. */
    long takeNewestNs() {
        final long taken = newestNs;
        newestNs = StoreBatch.NO_WITNESS;
        return taken;
    }

    /** Each day, lets go of keys that the store may list no more: should they come again, they are written again. */
    void forgetExpired(final long timeNs) {
        final long day = Math.floorDiv(timeNs - retentionNs, Store.DAY_NS);
        if (retentionNs == 0 || day == forgottenDay) {
            return;
        }
        lock.lock();
        try {
            forgottenDay = day;
            heads.forget(day);
        } finally {
            lock.unlock();
        }
    }

    /** Reads what the log has, at most {@code limit} entries and not beyond the bounds; how many. */
    int read(final EntryLog log, final int limit, final long atNs) {
        lock.lock();
        try {
            nowNs = atNs;
            int read = 0;
            int more = 1;
            while (more > 0 && read < limit && !isFull()) {
                more = log.poll(this, Math.min(POLL_ENTRIES, limit - read));
                read += more;
            }
            return read;
        } finally {
            lock.unlock();
        }
    }

    /** When the entry that was read last had arrived. */
    long readArrivalNs() {
        return readArrivalNs;
    }

    boolean isFull() {
        return used() >= limits.maxPointBytes() || heads.neededBytes() >= limits.maxKeyBytes();
    }

    /**
     * Takes what should be written: full heads, those seen before {@code seenBeforeNs}, those that the log presses for,
     * the oldest if memory asks, and documents; and of keys that the store does not list yet, those that wait long.
     */
    void seal(
            final SealedHeads sealed,
            final long seenBeforeNs,
            final int limit,
            final EntryLog log,
            final long sealedNs) {
        lock.lock();
        try {
            final long pressedTo = log.pressedTo();
            long spared = 0;
            long sparedBytes = 0;
            while (sealed.hasRoom(limit)) {
                Head due = heads.takeDue(seenBeforeNs, pressedTo);
                if (due == null
                        && (used() - spared > limits.maxPointBytes() / 2
                                || heads.neededBytes() - sparedBytes > limits.maxKeyBytes() / 2)) {
                    due = heads.takeOldest();
                }
                if (due == null) {
                    break;
                }
                spared += due.sealedBytes(heads.blocks());
                sparedBytes += due.bytes();
                sealed.add(due);
            }
            sealed.documents(documents.seal());
            listing.take(heads, sealed, limit, sealedNs);
            final long firstPoint = heads.firstPosition(log.position());
            sealed.position(documents.firstPosition(firstPoint), firstPoint);
        } finally {
            lock.unlock();
        }
    }

    /** Copies the points of a head that was sealed, in order of time. */
    void copySealed(final Head head, final PointList points) {
        points.clear();
        lock.lock();
        try {
            head.copySealed(heads.blocks(), points);
        } finally {
            lock.unlock();
        }
        points.settle();
    }

    /** What was sealed is with the store. */
    void release(final SealedHeads sealed) {
        lock.lock();
        try {
            for (final Head head : sealed.heads()) {
                heads.release(head, sealed.day());
            }
            documents.release(head -> heads.listed(head, sealed.day()));
            for (final Head head : sealed.unlisted()) {
                heads.listed(head, sealed.day());
            }
            heads.tidy();
        } finally {
            lock.unlock();
        }
    }

    /** The store has deleted these keys, and lists them no more. */
    public void forget(final List<byte[]> keys) {
        lock.lock();
        try {
            for (final byte[] key : keys) {
                final Head head = heads.find(key);
                if (head != null) {
                    heads.unlist(head);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells what is held at this time. */
    void count(final Counters counters, final long atNs) {
        counters.set(EngineCounter.HISTORY_HELD, heads.heldPoints());
        counters.set(EngineCounter.HISTORY_KEYS, heads.size());
        counters.set(EngineCounter.HISTORY_KEY_BYTES, heads.bytes());
        counters.set(EngineCounter.HISTORY_UNLISTED, heads.unlistedKeys());
        counters.set(EngineCounter.HISTORY_OLDEST_MS, TimeUnit.NANOSECONDS.toMillis(atNs - heads.firstSeenNs(atNs)));
    }

    @Override
    public void onNumbersReset() {
        generation++;
        if (generation == 0) {
            // one of the 256th generation before would be taken for one of this
            Arrays.fill(numbered, null);
        }
    }

    @Override
    public void onSeries(final int number, final DirectBuffer buffer, final int offset, final int length) {
        if (number >= numbered.length && numbered.length < mostNumbers) {
            numbered = Arrays.copyOf(numbered, Math.min(mostNumbers, BitUtil.findNextPositivePowerOfTwo(number + 1)));
        }
        final Head there = numbered[placeOf(number)];
        if (there != null && there.isNumbered(number, generation)) {
            return;
        }
        final Head named = there != null && keyCase.isOf(there.key(), buffer, offset, length)
                ? there
                : headOf(keyCase.of(buffer, offset, length));
        onGone(named);
        named.numbered(number, generation);
        numbered[placeOf(number)] = named;
    }

    private int placeOf(final int number) {
        return number & numbered.length - 1;
    }

    /** No head is in two places, or behind the table's back in one. */
    private void onGone(final Head head) {
        if (head.number() >= 0 && numbered[placeOf(head.number())] == head) {
            numbered[placeOf(head.number())] = null;
        }
    }

    @Override
    public boolean onEvent(
            final long position, final int number, final long valueBits, final long timeNs, final long arrivalNs) {
        final Head head = headOf(number);
        if (head == null) {
            return false;
        }
        readArrivalNs = arrivalNs;
        heads.add(head, position, nowNs, cut(timeNs, arrivalNs), valueBits);
        return true;
    }

    @Override
    public boolean onDocument(
            final long position,
            final int number,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final boolean isOneOfSeveral,
            final long timeNs,
            final long arrivalNs) {
        final Head head = headOf(number);
        if (head == null) {
            return false;
        }
        readArrivalNs = arrivalNs;
        final byte[] json = new byte[length];
        buffer.getBytes(offset, json);
        final long cutNs = cut(timeNs, arrivalNs) * resolutionNs;
        final long placeNs = isOneOfSeveral ? PendingDocuments.beside(json, cutNs, resolutionNs) : cutNs;
        documents.add(position, head, new StoreBatch.Document(head.key(), placeNs, json));
        heads.addDocument(head);
        return true;
    }

    /**
     * In steps of the resolution. What comes together often has one time, and a division costs as much as the rest.
     * What came without a time was given that of its arrival, or the engine made it itself: no other clock has told it.
     */
    private long cut(final long timeNs, final long arrivalNs) {
        if (timeNs != lastTimeNs) {
            lastTimeNs = timeNs;
            lastCut = Math.floorDiv(timeNs, resolutionNs);
        }
        if (timeNs < arrivalNs || timeNs - arrivalNs > STAMPED_NS) {
            newestNs = Math.max(newestNs, timeNs);
        }
        return lastCut;
    }

    /** The head of a numbered series, or null if it was not told, or let go of. */
    private Head headOf(final int number) {
        final Head head = numbered[placeOf(number)];
        return head != null && head.isNumbered(number, generation) ? head : null;
    }

    private Head headOf(final byte[] key) {
        final Head head = heads.find(key);
        return head == null ? heads.create(sharedKey.apply(key)) : head;
    }

    /** Memory for points and documents. */
    private long used() {
        return heads.pointBytes() + documents.bytes();
    }

    // ---- readers

    /** Makes a list that of the newest points of a key as it is stored, in ascending time. */
    public void copyPoints(final byte[] key, final long fromNs, final long toNs, final PointList points) {
        points.clear();
        lock.lock();
        try {
            final Head head = heads.find(key);
            if (head != null) {
                head.copyTo(heads.blocks(), points, fromNs, toNs);
            }
        } finally {
            lock.unlock();
        }
        points.settle();
    }

    /** Whether it knows the key, as it is stored. */
    public boolean isKnown(final byte[] key) {
        lock.lock();
        try {
            return heads.find(key) != null;
        } finally {
            lock.unlock();
        }
    }

    /** Of the keys that the store may not list yet, those that equal this one when case is ignored; a few at most. */
    public List<byte[]> spellings(final byte[] key, final int limit) {
        final UnlistedKeys.Runs others;
        final Head inLowerCase;
        lock.lock();
        try {
            others = heads.unlistedByFoldedKey();
            inLowerCase = heads.find(FoldedKey.of(key));
        } finally {
            lock.unlock();
        }
        final List<byte[]> found = new ArrayList<>();
        if (inLowerCase != null) {
            found.add(inLowerCase.key());
        }
        found.addAll(others.equalTo(key, limit));
        return found;
    }

    /** The keys that the store may not list yet, and their tags. */
    public UnlistedReader unlisted() {
        return unlisted;
    }

    /** The newest documents of a key as it is stored, by time. */
    public NavigableMap<Long, byte[]> documents(final byte[] key, final long fromNs, final long toNs) {
        lock.lock();
        try {
            return documents.of(key, fromNs, toNs);
        } finally {
            lock.unlock();
        }
    }
}
