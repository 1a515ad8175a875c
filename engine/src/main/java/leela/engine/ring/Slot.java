package leela.engine.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import leela.engine.series.Bounds;
import leela.engine.series.MetricType;
import leela.engine.series.Series;

/**
 * What one place of the ring holds: first a metric as it arrived, then, in the same place, the event the timeline made
 * of it.
 * Thread: the producer until it publishes, then the timeline, then any handler, read only.
 * Memory: allocated once with the ring; data entries and commands bring an object of their own.
 * Units: times epoch ns.
 */
public final class Slot {

    /** What a slot holds, or what became of it. */
    public enum Kind {
        /** A metric the timeline has not judged yet. No handler behind the timeline sees one. */
        METRIC,
        /** An event: for every handler. */
        EVENT,
        /** An event for the standing queries alone. */
        QUERY_EVENT,
        /** A document under a key and time: {@link #document()}. */
        DATA,
        /** Nothing, or a metric that gave no event: for no handler. */
        ABSORBED,
        /** The heartbeat: {@link #timeNs()} is the clock's time, {@link #ticksNs()} its ticks. */
        TICK,
        /** Something for one handler to do, in order with the events. */
        COMMAND
    }

    private static final Kind[] KINDS = Kind.values();
    private static final byte METRIC = (byte) Kind.METRIC.ordinal();
    private static final byte EVENT = (byte) Kind.EVENT.ordinal();
    private static final VarHandle LEFT;

    static {
        try {
            LEFT = MethodHandles.lookup().findVarHandle(Slot.class, "left", int.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** In place of a document's value: it is the one of its key and time. */
    public static final long ONE_OF_ITS_TIME = 0;
    /** It is kept beside what else bears its key and time. */
    public static final long ONE_OF_SEVERAL = 1;

    // codes instead of references: a reference costs a barrier of the garbage collector with each entry
    private byte kind = (byte) Kind.ABSORBED.ordinal();
    private byte type;
    private boolean isIntegral;
    private boolean isAwaited;
    private Series series;
    private long bits;
    private long timeNs;
    private long arrivalNs;
    private int intervalMs;
    private Bounds bounds = Bounds.NONE;
    private Object attachment;
    private Handler target;
    /** How many stages have seen it, where something is attached; read through {@link #LEFT}. */
    @SuppressWarnings("UnusedVariable")
    private int left;

    // ---- producer

    void metric(
            final byte typeCode,
            final Series of,
            final boolean integral,
            final long valueBits,
            final long atNs,
            final long arrivedNs) {
        fill(Kind.METRIC, of, valueBits, atNs, arrivedNs);
        type = typeCode;
        isIntegral = integral;
    }

    /** What the metric's client said beside it. */
    void heard(final int newIntervalMs, final Bounds newBounds) {
        intervalMs = newIntervalMs;
        if (bounds != newBounds) {
            bounds = newBounds;
        }
    }

    void event(final Kind eventKind, final Series of, final long valueBits, final long atNs, final long arrivedNs) {
        fill(eventKind, of, valueBits, atNs, arrivedNs);
        intervalMs = Series.NO_INTERVAL;
    }

    void data(final Series of, final byte[] json, final long place, final long atNs, final long arrivedNs) {
        fill(Kind.DATA, of, place, atNs, arrivedNs);
        attachment = json;
    }

    void tick(final long nowNs, final long ticksNs, final boolean isTimeAwaited) {
        fill(Kind.TICK, null, ticksNs, nowNs, nowNs);
        isAwaited = isTimeAwaited;
    }

    void command(final Handler handler, final Runnable body) {
        fill(Kind.COMMAND, null, 0, 0, 0);
        target = handler;
        attachment = body;
    }

    /** For a place that was claimed and is not needed. */
    void nothing() {
        fill(Kind.ABSORBED, null, 0, 0, 0);
    }

    private void fill(
            final Kind newKind, final Series of, final long valueBits, final long atNs, final long arrivedNs) {
        kind = (byte) newKind.ordinal();
        series = of;
        bits = valueBits;
        timeNs = atNs;
        arrivalNs = arrivedNs;
        if (attachment != null) {
            attachment = null;
            target = null;
        }
        left = 0;
    }

    // ---- timeline

    /** Tells the series what this metric's client said of its interval and bounds: they are of this metric alone. */
    public void tellSeries() {
        series.intervalMs(intervalMs);
        if (series.bounds() != bounds) {
            series.bounds(bounds);
        }
    }

    /** Turns the metric into its event. */
    public void emit(final double value, final long atNs) {
        kind = (byte) Kind.EVENT.ordinal();
        bits = Double.doubleToLongBits(value);
        timeNs = atNs;
    }

    /** Another series stands for the key now. */
    public void rebind(final Series to) {
        series = to;
    }

    /** The entry is for nobody from here on. */
    public void absorb() {
        kind = (byte) Kind.ABSORBED.ordinal();
    }

    /** Notes on a tick which series the table has let go of. */
    public void purged(final List<Series> idle) {
        attachment = idle;
    }

    // ---- any handler

    public Kind kind() {
        return KINDS[kind];
    }

    boolean isMetric() {
        return kind == METRIC;
    }

    boolean isEvent() {
        return kind == EVENT;
    }

    /** How the client means a metric's value; of metrics only. */
    public MetricType type() {
        return MetricType.ofCode(type);
    }

    /** Whether a metric's bits are a 64-bit integer (unsigned unless DERIVE) instead of a double. */
    public boolean isIntegral() {
        return isIntegral;
    }

    public Series series() {
        return series;
    }

    /** A metric's value as it came: see {@link #isIntegral()}. */
    public long bits() {
        return bits;
    }

    /** An event's value. */
    public double value() {
        return Double.longBitsToDouble(bits);
    }

    public long timeNs() {
        return timeNs;
    }

    /** Of a tick: what has passed since some beginning, however the clock was set. */
    public long ticksNs() {
        return bits;
    }

    /** Of a tick: whether a handler awaited it. */
    public boolean isAwaited() {
        return isAwaited;
    }

    /** How often the client of this metric said that it sends, or {@link Series#NO_INTERVAL}. */
    public int intervalMs() {
        return intervalMs;
    }

    /** When it was read from its socket. */
    public long arrivalNs() {
        return arrivalNs;
    }

    /** A data entry's JSON, in UTF-8; never write to it. */
    public byte[] document() {
        return (byte[]) attachment;
    }

    /** The series that were purged at this tick. */
    @SuppressWarnings("unchecked")
    List<Series> purged() {
        return attachment == null ? List.of() : (List<Series>) attachment;
    }

    boolean isFor(final Handler handler) {
        return target == handler;
    }

    /** The command, where others are to know of it, or null. */
    RecordedCommand recorded() {
        return attachment instanceof RecordedCommand command ? command : null;
    }

    void runCommand() {
        ((Runnable) attachment).run();
    }

    /**
     * One of {@code stages} has seen the slot; the last takes away what is attached, so that a ring of old documents
     * holds no memory.
     */
    void leave(final int stages) {
        if (attachment != null && (stages == 1 || (int) LEFT.getAndAdd(this, 1) == stages - 1)) {
            attachment = null;
            target = null;
        }
    }
}
