package leela.ops.config;

/**
 * The section [dmproc]: standing queries and their sockets.
 * Thread: immutable.
 *
 * @param databus      name of the socket that takes events for the standing queries alone
 * @param proc         name of the socket where clients start them
 * @param parent       another instance's multicast socket to take events from; empty for none
 * @param maxQueries   standing queries at once
 * @param maxState     bytes that the state of all of them may take; {@link #SHARE_OF_HEAP} for what is usual
 * @param clientBuffer bytes that may wait for one client before its events are dropped
 */
public record DmprocConfig(
        String databus, String proc, String parent, int maxQueries, long maxState, int clientBuffer) {

    /** In place of a size of the state. */
    public static final long SHARE_OF_HEAP = 0;

    public static final DmprocConfig DEFAULT =
            new DmprocConfig("dmproc-databus", "dmproc-proc", "", 10_000, SHARE_OF_HEAP, 1 << 20);

    private static final long MIN_STATE = 1 << 20;

    private static final int SPARE_CLIENTS = 64;
    private static final int MIN_CLIENT_BUFFER = 1 << 16;

    public DmprocConfig {
        Checks.given("dmproc.databus", databus);
        Checks.given("dmproc.proc", proc);
        Checks.range("dmproc.max_queries", maxQueries, 1, 1_000_000);
        if (maxState != SHARE_OF_HEAP && maxState < MIN_STATE) {
            throw new IllegalArgumentException(
                    "dmproc.max_state: " + Quantity.ofBytes(maxState) + " (expected: at least 1MiB, or 0B)");
        }
        if (clientBuffer < MIN_CLIENT_BUFFER || clientBuffer > 1 << 30) {
            throw new IllegalArgumentException(
                    "dmproc.client_buffer: " + Quantity.ofBytes(clientBuffer) + " (expected: 64KiB-1GiB)");
        }
    }

    /** Connections at once: whoever asks for one query more than may be sends its program, and is told so. */
    public int maxClients() {
        return maxQueries + SPARE_CLIENTS;
    }
}
