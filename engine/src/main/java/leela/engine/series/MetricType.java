package leela.engine.series;

/** How a client means a value; the order is that of the codes. Thread: immutable. */
public enum MetricType {
    /** A count that only grows and wraps at 2^32 or 2^64. */
    COUNTER,
    /** A level: taken as it is. */
    GAUGE,
    /** A count that may also fall; its rate is kept. */
    DERIVE,
    /** A count since the last report; summed up over the clock period. */
    ABSOLUTE;

    private static final MetricType[] BY_CODE = values();

    /** A number that stands for it on disk and on the wire: 0 to 3. */
    public byte code() {
        return (byte) ordinal();
    }

    /** The type of a code. */
    public static MetricType ofCode(final int code) {
        return BY_CODE[code];
    }
}
