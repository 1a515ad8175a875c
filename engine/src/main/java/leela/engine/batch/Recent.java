package leela.engine.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.locks.ReentrantLock;
import leela.engine.keys.FoldedKey;
import leela.engine.keys.KeyList;
import leela.engine.runtime.ConfirmedTime;
import leela.engine.spi.EntryLog;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import org.agrona.DirectBuffer;

/**
 * What was read from the log and is not with the store yet: the newest points of each key, the newest documents, and
 * all keys.
 * Thread: the batcher's writes, any reads; all under one lock, held for a poll or a look-up.
 * Memory: bounded by the batcher, which stops reading the log at {@link #isFull}.
 * Units: times epoch ns, cut to the storage resolution.
 */
public final class Recent implements EntryLog.Visitor {

    private static final int FIRST_NUMBERS = 1 << 10;

    private final long resolutionNs;
    private final long retentionNs;
    private final long maxPoints;
    private final HeadTable heads = new HeadTable();
    private final ReentrantLock lock = heads.lock();
    private final PendingDocuments documents = new PendingDocuments();
    private final KeyList keys = new KeyList();
    /**
     * By the log's number; valid if of this generation, else the one that had this number last: most often it has it
     * again.
     */
    private Head[] numbered = new Head[FIRST_NUMBERS];

    private int[] generations = new int[FIRST_NUMBERS];
    private int generation = 1;
    private long nowNs;
    private long forgottenDay;
    private long lastTimeNs;
    private long lastCutNs;
    private long newestNs = Long.MIN_VALUE / 2;
    private long readArrivalNs;

    public Recent(final long resolutionNs, final long retentionNs, final long maxPoints) {
        this.resolutionNs = resolutionNs;
        this.retentionNs = retentionNs;
        this.maxPoints = maxPoints;
    }

    public KeyList keys() {
        return keys;
    }

    // ---- batcher

    /** Takes a key that the store has listed on a day. Thread: any. */
    void restore(final byte[] key, final long day) {
        lock.lock();
        try {
            headOf(key).seen(day);
        } finally {
            lock.unlock();
        }
    }

    /** The latest time that entries have borne since this was last asked. */
    long takeNewestNs() {
        final long taken = newestNs;
        newestNs = Long.MIN_VALUE / 2;
        return taken;
    }

    /**
     * Each day, lets go of keys of which the store has had nothing for as long as it keeps anything, and for a day
     * more: the clock may be ahead.
     */
    void forgetExpired(final long timeNs) {
        final long day = Math.floorDiv(timeNs - retentionNs - ConfirmedTime.TOLERANCE_NS, Store.DAY_NS);
        if (retentionNs == 0 || day == forgottenDay) {
            return;
        }
        lock.lock();
        try {
            forgottenDay = day;
            if (heads.forget(day) > 0) {
                keys.retain(key -> heads.find(key) != null);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reads what the log has, at most {@code limit} entries and not beyond the bound; how many. */
    int read(final EntryLog log, final int limit, final long atNs) {
        lock.lock();
        try {
            nowNs = atNs;
            return isFull() ? 0 : log.poll(this, limit);
        } finally {
            lock.unlock();
        }
    }

    /** When the entry that was read last had arrived. */
    long readArrivalNs() {
        return readArrivalNs;
    }

    boolean isFull() {
        return used() >= maxPoints;
    }

    /**
     * Takes what should be written: full heads, those seen before {@code seenBeforeNs}, those that the log presses for,
     * the oldest if memory asks, and documents.
     */
    void seal(final SealedHeads sealed, final long seenBeforeNs, final int limit, final EntryLog log) {
        lock.lock();
        try {
            final long pressedTo = log.pressedTo();
            long spared = 0;
            while (sealed.hasRoom(limit)) {
                Head due = heads.takeDue(seenBeforeNs, pressedTo);
                if (due == null && used() - spared > maxPoints / 2) {
                    due = heads.takeOldest();
                }
                if (due == null) {
                    break;
                }
                spared += due.capacity();
                sealed.add(due);
            }
            sealed.documents(documents.seal());
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
                heads.release(head);
                head.listed(sealed.day());
            }
            for (final Head head : sealed.documentKeys()) {
                head.listed(sealed.day());
            }
            documents.release();
        } finally {
            lock.unlock();
        }
    }

    long heldPoints() {
        return heads.heldPoints();
    }

    /** When the oldest point that is in no write was read, or {@code otherwise}. */
    long firstSeenNs(final long otherwise) {
        return heads.firstSeenNs(otherwise);
    }

    /** The head of a document's key, if the store has not listed it that day. */
    Head unlisted(final byte[] key, final long day) {
        lock.lock();
        try {
            final Head head = heads.find(key);
            return head == null || head.listedDay() == day ? null : head;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onNumbersReset() {
        generation++;
    }

    @Override
    public void onSeries(final int number, final DirectBuffer buffer, final int offset, final int length) {
        if (number >= numbered.length) {
            final int capacity = Math.max(number + 1, 2 * numbered.length);
            numbered = Arrays.copyOf(numbered, capacity);
            generations = Arrays.copyOf(generations, capacity);
        }
        if (generations[number] != generation) {
            generations[number] = generation;
            final Head before = numbered[number];
            if (before == null || !FoldedKey.isOf(before.key(), buffer, offset, length)) {
                numbered[number] = headOf(FoldedKey.of(buffer, offset, length));
            }
        }
    }

    @Override
    public boolean onEvent(
            final long position, final int number, final long valueBits, final long timeNs, final long arrivalNs) {
        final Head head = headOf(number);
        if (head == null) {
            return false;
        }
        if (head.isForgotten()) {
            remember(head);
        }
        readArrivalNs = arrivalNs;
        heads.add(head, position, nowNs, cut(timeNs), valueBits);
        return true;
    }

    @Override
    public boolean onDocument(
            final long position,
            final int number,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long timeNs,
            final long arrivalNs) {
        final Head head = headOf(number);
        if (head == null) {
            return false;
        }
        if (head.isForgotten()) {
            remember(head);
        }
        readArrivalNs = arrivalNs;
        final byte[] json = new byte[length];
        buffer.getBytes(offset, json);
        documents.add(position, new StoreBatch.Document(head.key(), cut(timeNs), json));
        return true;
    }

    /** To the resolution. What comes together often has one time, and a division costs as much as the rest. */
    private long cut(final long timeNs) {
        if (timeNs != lastTimeNs) {
            lastTimeNs = timeNs;
            lastCutNs = timeNs - Math.floorMod(timeNs, resolutionNs);
        }
        newestNs = Math.max(newestNs, timeNs);
        return lastCutNs;
    }

    /** The head of a numbered series, or null if its name was lost. */
    private Head headOf(final int number) {
        return number < numbered.length && generations[number] == generation ? numbered[number] : null;
    }

    private void remember(final Head head) {
        head.forgotten(false);
        heads.put(head);
        keys.add(head.key());
    }

    private Head headOf(final byte[] key) {
        Head head = heads.find(key);
        if (head == null) {
            head = heads.create(key);
            keys.add(key);
        }
        return head;
    }

    /** Memory in terms of points: 16 bytes each. */
    private long used() {
        return heads.capacity() + documents.bytes() / (2 * Long.BYTES);
    }

    // ---- readers

    /** The newest points of a folded key, in ascending time. */
    public PointList points(final byte[] key, final long fromNs, final long toNs) {
        final PointList points = new PointList();
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
        return points;
    }

    /** The newest documents of a folded key, by time. */
    public NavigableMap<Long, byte[]> documents(final byte[] key, final long fromNs, final long toNs) {
        lock.lock();
        try {
            return documents.of(key, fromNs, toNs);
        } finally {
            lock.unlock();
        }
    }

    /** What one write takes along. Thread: the batcher's. */
    static final class SealedHeads {
        private static final int FEW = 16;

        private final ArrayList<Head> heads = new ArrayList<>(FEW);
        private final List<Head> documentKeys = new ArrayList<>();
        private List<StoreBatch.Document> documents = List.of();
        private long position;
        private long day;
        private boolean isComplete;

        /** {@code markedPosition}: everything before is stored already. */
        SealedHeads(final long markedPosition) {
            position = markedPosition;
        }

        List<Head> heads() {
            return heads;
        }

        /** HeadTable of documents' keys that become listed by this write. */
        List<Head> documentKeys() {
            return documentKeys;
        }

        public List<StoreBatch.Document> documents() {
            return documents;
        }

        /** Every entry before is stored once this write is. */
        long position() {
            return position;
        }

        /** When it is written: keys that were not listed that day are. */
        long day() {
            return day;
        }

        void day(final long newDay) {
            day = newDay;
        }

        /** Whether one more may be taken; there is memory for it then. */
        boolean hasRoom(final int limit) {
            heads.ensureCapacity(heads.size() + 1);
            return heads.size() < limit;
        }

        /** Whether everything that was due was taken: if that failed, it goes on. */
        boolean isComplete() {
            return isComplete;
        }

        boolean isEmpty() {
            return heads.isEmpty() && documents.isEmpty();
        }

        void add(final Head head) {
            heads.add(head);
        }

        public void documents(final List<StoreBatch.Document> newDocuments) {
            documents = newDocuments;
        }

        void position(final long firstDocument, final long firstPoint) {
            position = Math.max(position, Math.min(firstDocument, firstPoint));
            isComplete = true;
        }
    }
}
