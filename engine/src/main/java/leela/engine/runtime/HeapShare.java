package leela.engine.runtime;

/**
 * Which part of the engine may fill which share of the heap. What clients can make grow is charged to one of these, and
 * refused beyond it; the rest of the heap, a 64th, is for what has a fixed size (the ring, names, the libraries) and
 * for the collector to work in.
 * Thread: immutable; the heap is looked at once, at the start.
 * Units: bytes.
 */
public enum HeapShare {
    /** Live series: their keys, what is remembered of them, and the table. */
    SERIES(4),
    /** The newest points and documents of each key, until they are stored. */
    HISTORY(4),
    /** What standing queries keep of the series they follow. */
    QUERIES(8),
    /** What waits for the clients of the proc socket. */
    PROC_CLIENTS(16),
    /** What waits for the clients that follow a query over HTTP. */
    LIVE_CLIENTS(16),
    /** What requests for history hold while they are answered. */
    READS(16),
    /** The bodies of HTTP requests, and the answers to them that clients have not taken. */
    REQUESTS(16),
    /** What senders over connections have sent of frames whose rest has not come. */
    SENDERS(32),
    /** What is kept of the spread of values until their window ends. */
    TIMERS(32),
    /** Names whose values are brought together in windows, and the different members that are counted there. */
    WINDOWS(32),
    /** The newest changes of alerts, which people ask for by their numbers. */
    ALERTS(64);

    private static final long HEAP = Runtime.getRuntime().maxMemory();
    /** From this heap on the JVM does not compress references. */
    private static final long COMPRESSED = 32L << 30;

    private final int part;

    HeapShare(final int part) {
        this.part = part;
    }

    /** This share of this process's heap. */
    public long bytes() {
        return of(HEAP);
    }

    /** This share of a heap of so many bytes. */
    public long of(final long heapBytes) {
        return heapBytes / part;
    }

    /** What a reference to an object takes. */
    public static int referenceBytes() {
        return HEAP < COMPRESSED ? Integer.BYTES : Long.BYTES;
    }
}
