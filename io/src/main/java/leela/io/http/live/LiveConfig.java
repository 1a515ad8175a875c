package leela.io.http.live;

/**
 * What live streams may take.
 * Thread: immutable.
 *
 * @param streamBuffer bytes of results that may wait for one client; cut to a power of two
 * @param maxMemory    bytes of the heap that the buffers of all together may take
 * @param maxStreams   streams at a time
 * @param maxOfAddress streams at a time of one address: what is left is for others
 */
public record LiveConfig(int streamBuffer, long maxMemory, int maxStreams, int maxOfAddress) {

    /** Half of the connections that HTTP takes. */
    private static final int MAX_STREAMS = 512;

    private static final int MAX_OF_ADDRESS = 384;

    /** With the usual bounds on their number. */
    public LiveConfig(final int streamBuffer, final long maxMemory) {
        this(streamBuffer, maxMemory, MAX_STREAMS, MAX_OF_ADDRESS);
    }
}
