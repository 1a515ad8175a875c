package leela.engine.series;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * One key and what each handler remembers of it. The handlers own disjoint groups of fields; nobody locks.
 * Thread: key and hash any; every other group the thread it names. The sender is written by whichever producer heard
 * another last.
 * Memory: this object, its key bytes and its subscribers: at most 200 bytes with a key of forty and no query.
 * Units: times epoch ns; sample bits are a double's, or a 64-bit integer where {@code lastIsIntegral}.
 */
public final class Series {

    /** No stored sample. */
    public static final MetricType NO_SAMPLE = null;
    /** The client has not said how often it sends. */
    public static final int NO_INTERVAL = 0;

    /** A code instead of a reference: a reference costs a barrier of the garbage collector with each sample. */
    private static final byte NO_CODE = -1;

    private static final Subscriber[] NO_SUBSCRIBERS = {};
    private static final VarHandle NEXT;

    static {
        try {
            NEXT = MethodHandles.lookup().findVarHandle(Series.class, "next", Series.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // any thread
    private final byte[] key;
    private final int hash;
    private volatile boolean purged;

    // any producer's thread
    private int sender;

    /** Read and written through {@link #NEXT}: who finds a series here must find it whole. */
    @SuppressWarnings("UnusedVariable")
    private Series next;

    // timeline thread
    private int intervalMs = NO_INTERVAL;
    private Bounds bounds = Bounds.NONE;
    private byte lastCode = NO_CODE;
    private boolean lastIsIntegral;
    private long lastTimeNs;
    private long lastBits;
    private long touchedNs;
    private long olderTimeNs;
    private byte olderCount;

    // query thread
    private Subscriber[] subscribers = NO_SUBSCRIBERS;
    private long queriesMet;

    // journal thread
    private long journalMark;
    private int journalIntervalMs = NO_INTERVAL;

    Series(final byte[] key, final int hash) {
        this.key = key;
        this.hash = hash;
    }

    /** A series that is in no table, for tests and replays. */
    public static Series detached(final byte[] key) {
        return new Series(key.clone(), KeyHash.of(key));
    }

    /** The key's bytes themselves, not a copy: never write to them. */
    public byte[] key() {
        return key;
    }

    public int hash() {
        return hash;
    }

    /** Whether the table has let go of this series. */
    public boolean isPurged() {
        return purged;
    }

    void purged(final boolean isPurged) {
        purged = isPurged;
        // a chain of series that are gone would stay in memory
        next(null);
    }

    // ---- any producer's thread

    /** The number of who sent the last sample; 0 where nobody is told from others. */
    public int sender() {
        return sender;
    }

    public void sender(final int newSender) {
        sender = newSender;
    }

    /**
     * The series that came behind this one last time, or null: clients send their series in the same order again and
     * again, so this one is looked at before the table is.
     */
    Series next() {
        return (Series) NEXT.getAcquire(this);
    }

    void next(final Series follower) {
        NEXT.setRelease(this, follower);
    }

    boolean isNamed(final DirectBuffer buffer, final int offset, final int length) {
        return KeyHash.isEqual(key, buffer, offset, length);
    }

    // ---- timeline thread

    /** How often the client of the newest metric says that it sends, or {@link #NO_INTERVAL}. */
    public int intervalMs() {
        return intervalMs;
    }

    public void intervalMs(final int newIntervalMs) {
        intervalMs = newIntervalMs;
    }

    /** What that client's type allows as a value; {@link Bounds#NONE} where no type is known. */
    public Bounds bounds() {
        return bounds;
    }

    public void bounds(final Bounds newBounds) {
        if (bounds != newBounds) {
            bounds = newBounds;
        }
    }

    /** Type of the stored sample, or {@link #NO_SAMPLE}. */
    public MetricType lastType() {
        return lastCode == NO_CODE ? NO_SAMPLE : MetricType.ofCode(lastCode);
    }

    public boolean lastIsIntegral() {
        return lastIsIntegral;
    }

    public long lastTimeNs() {
        return lastTimeNs;
    }

    public long lastBits() {
        return lastBits;
    }

    /** Stores a sample for the next one to be compared with. */
    public void store(final MetricType type, final boolean isIntegral, final long bits, final long timeNs) {
        lastCode = type.code();
        lastIsIntegral = isIntegral;
        lastBits = bits;
        lastTimeNs = timeNs;
        olderCount = 0;
    }

    /**
     * Notes a sample older than the stored one; how many of these have come in a row, each later than the one before.
     */
    public int older(final long timeNs) {
        olderCount = (byte) (olderCount > 0 && timeNs > olderTimeNs ? olderCount + 1 : 1);
        olderTimeNs = timeNs;
        return olderCount;
    }

    /** Forgets the stored sample. */
    public void forget() {
        lastCode = NO_CODE;
    }

    /** The tick before the newest metric: what idleness is measured from. */
    public long touchedNs() {
        return touchedNs;
    }

    public void touch(final long tickNs) {
        touchedNs = tickNs;
    }

    // ---- query thread

    /** The series' own subscribers; an event costs these and no other query. Never write to the array. */
    public Subscriber[] subscribers() {
        return subscribers;
    }

    public void subscribers(final Subscriber[] newSubscribers) {
        subscribers = newSubscribers.length == 0 ? NO_SUBSCRIBERS : newSubscribers;
    }

    /** Up to which start, and of which kind, the standing queries have met this series: their own note. */
    public long queriesMet() {
        return queriesMet;
    }

    public void queriesMet(final long met) {
        queriesMet = met;
    }

    // ---- journal thread

    /** The journal's own note about this series: in which segment it was named last, and by which number. */
    public long journalMark() {
        return journalMark;
    }

    public void journalMark(final long mark) {
        journalMark = mark;
    }

    /** Which interval the journal told of this series last. */
    public int journalIntervalMs() {
        return journalIntervalMs;
    }

    public void journalIntervalMs(final int newIntervalMs) {
        journalIntervalMs = newIntervalMs;
    }

    /** The key as text, read as UTF-8; for messages only. */
    @Override
    public String toString() {
        return new String(key, StandardCharsets.UTF_8);
    }
}
