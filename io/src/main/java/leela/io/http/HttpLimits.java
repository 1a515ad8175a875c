package leela.io.http;

import java.util.concurrent.TimeUnit;
import leela.io.http.intake.ReadPortions;

/**
 * What one client, and all together, may take ([limits 2]). The times bound a whole step, so a byte now and then gains
 * nothing.
 * Thread: any; constants only.
 */
public final class HttpLimits {

    /** Bytes of the request line; longer: 414. */
    static final int MAX_LINE = 4 << 10;
    /** Bytes of all headers together; more: 431. */
    static final int MAX_HEADERS = 8 << 10;
    /** Read at once from a socket, but for bodies: bounds what a pipelining client can queue in our memory. */
    static final int MAX_READ = 16 << 10;
    /**
     * Requests parsed ahead of the one in hand: the shortest, {@code X / HTTP/1.1} and an empty line, has 16 bytes. One
     * may have begun before the portion.
     */
    static final int MAX_AHEAD = ReadPortions.BYTES / 16 + 2;
    /** Bytes of a body, or of an answer, that are not charged: as much as a connection takes anyway. */
    static final int FREE_BODY = 4 << 10;

    public static final int FREE_ANSWER = 64 << 10;
    /** Bytes of a plain body that the loop reads itself, and of an answer to it that it writes. */
    public static final int SMALL = 16 << 10;
    /** Bytes of a block, packed or not, that the loop unpacks itself: less than a millisecond. */
    static final int QUICK = 512 << 10;
    /** Connections at a time; beyond: 503 and closed. */
    static final int MAX_CONNECTIONS = 1024;
    /** Requests at a time that read history; beyond: 429. */
    static final int MAX_QUERIES = 128;
    /**
     * A page of a streamed answer ends behind this many bytes: a day of points each 10 s is one, and needs no change of
     * threads.
     */
    public static final int PAGE_BYTES = 192 << 10;
    /** Room for that and for the batch of rows that passes it, so that a page's buffer never grows. */
    public static final int PAGE_CAPACITY = PAGE_BYTES + (64 << 10);
    /** Pages of a streamed answer that are in memory at a time. */
    static final int PAGES = 2;
    /** What they take. */
    public static final int STREAM_BYTES = PAGES * PAGE_CAPACITY;

    /** From the last answer, or the connection's start, to the end of the next request's headers. */
    static final long IDLE_NS = TimeUnit.SECONDS.toNanos(60);
    /** From the end of the headers to the end of the body. */
    static final long BODY_NS = TimeUnit.SECONDS.toNanos(30);
    /** For the client to take one page of an answer. */
    static final long TAKE_NS = TimeUnit.SECONDS.toNanos(60);
    /** A client that took nothing for so long stands still, and gives its place or its memory to others. */
    static final long STALLED_NS = TimeUnit.SECONDS.toNanos(1);

    private HttpLimits() {}
}
