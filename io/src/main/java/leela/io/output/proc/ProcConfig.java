package leela.io.output.proc;

import java.nio.file.Path;

/**
 * The proc socket.
 * Thread: immutable.
 *
 * @param socket       where it lies
 * @param clientBuffer bytes of results that may wait for one client; cut to a power of two
 * @param maxClients   most connections at once
 * @param maxMemory    bytes of the heap that the buffers of all clients together may take
 * @param group        whose members may connect, besides root and the engine's own user; empty for all
 */
public record ProcConfig(Path socket, int clientBuffer, int maxClients, long maxMemory, String group) {

    private static final int MIN_CLIENT_BUFFER = 1 << 16;
    private static final int MAX_CLIENT_BUFFER = 1 << 30;

    /** For all who can open the socket's file. */
    public ProcConfig(final Path socket, final int clientBuffer, final int maxClients, final long maxMemory) {
        this(socket, clientBuffer, maxClients, maxMemory, "");
    }

    public ProcConfig {
        if (clientBuffer < MIN_CLIENT_BUFFER || clientBuffer > MAX_CLIENT_BUFFER) {
            throw new IllegalArgumentException("dmproc.client_buffer: " + clientBuffer + " (expected: "
                    + MIN_CLIENT_BUFFER + "-" + MAX_CLIENT_BUFFER + ")");
        }
        if (maxClients < 1) {
            throw new IllegalArgumentException("proc clients: " + maxClients + " (expected: at least 1)");
        }
    }
}
