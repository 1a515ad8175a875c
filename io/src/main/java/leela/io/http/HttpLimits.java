package leela.io.http;

import java.util.concurrent.TimeUnit;

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
    /** Read at once from a socket: bounds what a pipelining client can queue in our memory. */
    static final int MAX_READ = 16 << 10;
    /**
     * Requests in one read: the shortest, {@code X / HTTP/1.1} and an empty line, has 16 bytes. One may have begun
     * before it.
     */
    static final int MAX_AHEAD = MAX_READ / 16 + 1;
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
    static final int PAGE_CAPACITY = PAGE_BYTES + (64 << 10);

    /** From the last answer, or the connection's start, to the end of the next request's headers. */
    static final long IDLE_NS = TimeUnit.SECONDS.toNanos(60);
    /** From the end of the headers to the end of the body. */
    static final long BODY_NS = TimeUnit.SECONDS.toNanos(30);
    /** For the client to take one page of an answer. */
    static final long TAKE_NS = TimeUnit.SECONDS.toNanos(60);

    private HttpLimits() {}
}
