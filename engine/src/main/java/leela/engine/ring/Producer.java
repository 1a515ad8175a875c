package leela.engine.ring;

import java.util.function.Supplier;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.refusal.Evidence;
import leela.engine.refusal.Refusals;
import leela.engine.refusal.SenderNames;
import leela.engine.series.Bounds;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a decoder hands its entries to: judges them by the limits, finds their series, and publishes them to the ring, a
 * datagram at a time. Every entry given to it is counted as received, and as rejected or dropped where it does not
 * reach the ring: the ledger's upper half.
 *
 * <pre>
 *   producer.begin(clock.timeNs());
 *   ... producer.metric(...) for each metric of the datagram, producer.malformed() for what could not be read
 *   producer.end();
 * </pre>
 *
 * Thread: the receiver's that owns it; one instance a thread.
 * Memory: nothing per metric of a known series; columns for one batch at construction.
 * Units: times epoch ns.
 * Errors: a full ring makes {@link #end} and a full batch wait (the kernel's socket buffer then fills and counts);
 * {@link #tryEnd} refuses instead.
 */
public final class Producer {

    /** Most entries published at once; a ring must be larger. */
    public static final int BATCH = 1024;

    private final Ring ring;
    private final SeriesTable table;
    private final Limits limits;
    private final Counters counters;
    private final Source source;
    private final Counter received;
    private final Evidence evidence;
    private final Rejections rejections;
    private final Supplier<String> senderName;
    private final SenderTurns turns;
    private final ArrivalTimes times;

    private final PendingEntries pending = new PendingEntries(BATCH);

    private Series previous = Series.detached(new byte[0]);
    private int receivedNow;
    private int intervalMs = Series.NO_INTERVAL;
    private Bounds bounds = Bounds.NONE;
    private int sender = SenderNames.NOBODY;
    private boolean isHolding;
    private boolean isRefused;
    private long nowNs;

    /** One whose refusals are counted, but not kept. */
    public Producer(
            final Ring ring,
            final SeriesTable table,
            final Limits limits,
            final Counters counters,
            final Source source) {
        this(ring, table, limits, counters, source, Refusals.NONE);
    }

    public Producer(
            final Ring ring,
            final SeriesTable table,
            final Limits limits,
            final Counters counters,
            final Source source,
            final Refusals refusals) {
        this.ring = ring;
        this.table = table;
        this.limits = limits;
        this.counters = counters;
        this.source = source;
        this.received = source.received();
        this.evidence = new Evidence(refusals, source.name());
        rejections = new Rejections(source, table, limits, counters, evidence);
        turns = new SenderTurns(counters, evidence);
        times = new ArrivalTimes(evidence);
        senderName = evidence::sender;
    }

    /** Starts a datagram or request that arrived at {@code arrivalNs}. */
    public void begin(final long arrivalNs) {
        nowNs = arrivalNs;
        isRefused = false;
        intervalMs = Series.NO_INTERVAL;
        bounds = Bounds.NONE;
    }

    /**
     * How often the client sends what comes next, up to the next call or datagram. It goes with each metric, and says
     * nothing of those of other clients under the same key. {@link Series#NO_INTERVAL}, as at the begin: not known.
     */
    public void intervalMs(final int newIntervalMs) {
        intervalMs = newIntervalMs;
    }

    /** As {@link #intervalMs}: what the client's type allows as a value of what comes next. */
    public void bounds(final Bounds newBounds) {
        bounds = newBounds;
    }

    /** The number of who sent what comes next, or {@link SenderNames#NOBODY}; {@link #evidence} knows its name. */
    public void sender(final int number) {
        sender = number;
    }

    /** What is in hand, should it be refused: for whoever knows more of it than its entries. */
    public Evidence evidence() {
        return evidence;
    }

    /** When the datagram in hand arrived. */
    public long arrivalNs() {
        return nowNs;
    }

    /** A metric whose value is a double. False if it was rejected. */
    public boolean metric(
            final MetricType type,
            final DirectBuffer key,
            final int offset,
            final int length,
            final double value,
            final long timeNs) {
        return add(Slot.Kind.METRIC, type, false, key, offset, length, Double.doubleToRawLongBits(value), timeNs, null);
    }

    /** A metric whose value is a 64-bit integer, unsigned unless {@code type} is DERIVE. False if it was rejected. */
    public boolean integralMetric(
            final MetricType type,
            final DirectBuffer key,
            final int offset,
            final int length,
            final long value,
            final long timeNs) {
        return add(Slot.Kind.METRIC, type, true, key, offset, length, value, timeNs, null);
    }

    /**
     * As the other {@code metric}, for a series that the caller has from {@link #lastSeries}: nothing is looked up.
     */
    public boolean metric(final MetricType type, final Series known, final double value, final long timeNs) {
        return addKnown(type, false, known, Double.doubleToRawLongBits(value), timeNs);
    }

    /** The same of an integer. */
    public boolean integralMetric(final MetricType type, final Series known, final long value, final long timeNs) {
        return addKnown(type, true, known, value, timeNs);
    }

    /**
     * The series of the entry that was taken last. A caller may keep it until it is {@link Series#isPurged purged}.
     */
    public Series lastSeries() {
        return pending.lastSeries();
    }

    /** An entry that is an event already; for a source that is for queries it goes to the standing queries alone. */
    public boolean event(
            final DirectBuffer key, final int offset, final int length, final double value, final long timeNs) {
        final Slot.Kind kind = source.eventKind();
        return add(kind, MetricType.GAUGE, false, key, offset, length, Double.doubleToRawLongBits(value), timeNs, null);
    }

    /**
     * A JSON document, at most {@link Limits#MAX_DOCUMENT_LENGTH} bytes; the array becomes the engine's. False if it
     * was rejected.
     */
    public boolean data(
            final DirectBuffer key, final int offset, final int length, final byte[] json, final long timeNs) {
        return data(key, offset, length, json, timeNs, Slot.ONE_OF_ITS_TIME);
    }

    /** As {@link #data}, but kept beside whatever else bears the same key and time. */
    public boolean notice(
            final DirectBuffer key, final int offset, final int length, final byte[] json, final long timeNs) {
        return data(key, offset, length, json, timeNs, Slot.ONE_OF_SEVERAL);
    }

    private boolean data(
            final DirectBuffer key,
            final int offset,
            final int length,
            final byte[] json,
            final long timeNs,
            final long place) {
        if (json.length > Limits.MAX_DOCUMENT_LENGTH) {
            return reject(EngineCounter.REJECTED_DOCUMENT, key, offset, length);
        }
        return add(Slot.Kind.DATA, MetricType.GAUGE, false, key, offset, length, place, timeNs, json);
    }

    /** An entry that could not be read. */
    public void malformed() {
        reject(EngineCounter.REJECTED_MALFORMED);
    }

    /** An entry that the decoder rejects for a cause of its own; counts it as received and rejected. Always false. */
    public boolean reject(final Counter cause) {
        rejections.add(cause, nowNs);
        return false;
    }

    /** The same of an entry whose key was read. */
    public boolean reject(final Counter cause, final DirectBuffer key, final int offset, final int length) {
        rejections.add(cause, key, offset, length, nowNs);
        return false;
    }

    /**
     * Several entries that are rejected together; whether the caller is to {@link Evidence#keep} it, with a reason and
     * a key that it need not make else.
     */
    public boolean rejectAll(final Counter cause, final int rejected) {
        return rejections.addAll(cause, rejected, nowNs);
    }

    private boolean rejectTime(final DirectBuffer key, final int offset, final int length, final long timeNs) {
        rejections.addTime(key, offset, length, timeNs, nowNs);
        return false;
    }

    /** Why the entry rejected last was rejected; for inputs that answer. */
    public Counter lastCause() {
        return rejections.lastCause();
    }

    /** The same in a sentence; allocates. */
    public String lastReason() {
        return rejections.lastReason(nowNs);
    }

    /**
     * Lets {@link #end} wait: datagrams that stand in line already are published together, a full batch at the latest,
     * so that handlers flush once for all. The arrival of the last datagram stands for all.
     */
    public void hold() {
        isHolding = true;
    }

    /** No datagram stands in line: publishes what is in hand. */
    public void release() {
        isHolding = false;
        publish();
    }

    /** Ends the datagram: publishes what is in hand, waiting for room in the ring; see {@link #hold}. */
    public void end() {
        times.end(nowNs);
        if (!isHolding) {
            publish();
        }
    }

    private void publish() {
        account();
        if (pending.count() > 0) {
            flush(ring.claim(pending.count()));
        }
    }

    /**
     * As {@link #end}, but a full ring refuses the entries in hand and counts them as rejected for overload. False if
     * any entry since {@link #begin} was refused; with {@link Source#HTTP} also full batches on the way here are
     * refused rather than wait.
     */
    public boolean tryEnd() {
        times.end(nowNs);
        account();
        if (pending.count() > 0) {
            final long highest = ring.tryClaim(pending.count());
            if (highest == Ring.REFUSED) {
                counters.add(source.rejected(EngineCounter.REJECTED_OVERLOAD), pending.count());
                evidence.refuse(EngineCounter.REJECTED_OVERLOAD, nowNs);
                isRefused = true;
                pending.clear();
            } else {
                flush(highest);
            }
        }
        return !isRefused;
    }

    private boolean add(
            final Slot.Kind kind,
            final MetricType type,
            final boolean isIntegral,
            final DirectBuffer key,
            final int offset,
            final int length,
            final long valueBits,
            final long timeNs,
            final byte[] document) {
        if (length < 1 || length > Limits.MAX_KEY_LENGTH) {
            return reject(EngineCounter.REJECTED_KEY_LENGTH, key, offset, length);
        }
        if (!limits.allows(timeNs, nowNs)) {
            return rejectTime(key, offset, length, timeNs);
        }
        Series found = table.findNext(previous, key, offset, length);
        if (found == null) {
            found = create(key, offset, length);
            if (found == null) {
                return false;
            }
        }
        previous = found;
        take(kind, type, isIntegral, found, valueBits, timeNs);
        if (document != null) {
            pending.document(document);
        }
        return true;
    }

    /**
     * The series of an unknown key, if there is room and the sender has a share left; else null, and rejected. The
     * engine's own figures are few, and nobody's.
     */
    private Series create(final DirectBuffer key, final int offset, final int length) {
        if (table.hasRoom(length)) {
            if (source != Source.SELF && !table.allowsNew(evidence.account(), senderName, length, nowNs)) {
                reject(EngineCounter.REJECTED_NEW_SERIES, key, offset, length);
                return null;
            }
            final Series created = table.findOrCreate(key, offset, length);
            if (created != null) {
                return created;
            }
        }
        reject(EngineCounter.REJECTED_CARDINALITY, key, offset, length);
        return null;
    }

    private boolean addKnown(
            final MetricType type,
            final boolean isIntegral,
            final Series known,
            final long valueBits,
            final long timeNs) {
        if (!limits.allows(timeNs, nowNs)) {
            return rejectTime(new UnsafeBuffer(known.key()), 0, known.key().length, timeNs);
        }
        take(Slot.Kind.METRIC, type, isIntegral, known, valueBits, timeNs);
        return true;
    }

    private void take(
            final Slot.Kind kind,
            final MetricType type,
            final boolean isIntegral,
            final Series of,
            final long valueBits,
            final long timeNs) {
        if (sender != SenderNames.NOBODY && sender != of.sender()) {
            turns.goOver(of, sender, nowNs);
        }
        if (pending.isFull() && source.whenFull() == Source.WhenFull.WAIT) {
            publish();
        } else if (pending.isFull()) {
            tryEnd();
        }
        receivedNow++;
        times.add(nowNs - timeNs, of);
        pending.add(kind, type, isIntegral, of, valueBits, timeNs);
        pending.heard(intervalMs, bounds);
    }

    private void account() {
        counters.add(received, receivedNow + rejections.takeReceived());
        receivedNow = 0;
    }

    private void flush(final long highest) {
        final int count = pending.count();
        if (highest == Ring.REFUSED) {
            counters.add(source.dropped(), count);
        } else {
            final long lowest = highest - count + 1;
            for (int i = 0; i < count; i++) {
                pending.moveTo(ring.slot(lowest + i), i, nowNs);
            }
            ring.publish(lowest, highest);
        }
        pending.clear();
    }
}
