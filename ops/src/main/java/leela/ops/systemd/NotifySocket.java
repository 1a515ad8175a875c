package leela.ops.systemd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import leela.engine.runtime.Clock;
import leela.io.socket.UnixDatagramSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of a service manager, as sd_notify(3) of systemd describes it: one datagram of {@code NAME=value} lines
 * for each change of state. Where none is named in the environment, everything here does nothing.
 * Thread: any.
 * Memory: nothing between two calls.
 * Errors: what cannot be sent, also to a manager that reads no more, is logged; the engine goes on.
 */
public final class NotifySocket {

    private static final Logger LOG = LoggerFactory.getLogger(NotifySocket.class);

    private final String path;
    private final long watchdogUs;

    private NotifySocket(final String path, final long watchdogUs) {
        this.path = path;
        this.watchdogUs = watchdogUs;
    }

    /** By {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}. */
    public static NotifySocket of(final Map<String, String> environment, final long pid) {
        final String forPid = environment.getOrDefault("WATCHDOG_PID", "");
        final boolean isWatched = forPid.isEmpty() || forPid.equals(Long.toString(pid));
        return new NotifySocket(
                environment.getOrDefault("NOTIFY_SOCKET", ""),
                isWatched ? microseconds(environment.getOrDefault("WATCHDOG_USEC", "")) : 0);
    }

    private static long microseconds(final String text) {
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (final NumberFormatException odd) {
            LOG.warn("event=watchdog_unusable WATCHDOG_USEC={} (expected: microseconds)", text);
            return 0;
        }
    }

    /** How often {@link #alive} is to be called, in milliseconds: twice as often as at least; 0 where nobody asks. */
    public long watchdogMs() {
        return path.isEmpty() ? 0 : TimeUnit.MICROSECONDS.toMillis(watchdogUs / 2);
    }

    /** It serves. */
    public void ready(final String status) {
        send("READY=1\nSTATUS=" + status);
    }

    /** It reads its configuration; {@link #ready} follows. */
    public void reloading(final Clock clock) {
        send("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(clock.ticksNs()));
    }

    /** It has begun to end. */
    public void stopping() {
        send("STOPPING=1");
    }

    /** It works. */
    public void alive() {
        send("WATCHDOG=1");
    }

    private void send(final String state) {
        if (path.isEmpty()) {
            return;
        }
        final byte[] bytes = state.getBytes(StandardCharsets.UTF_8);
        try (UnixDatagramSocket socket = UnixDatagramSocket.connected(path)) {
            socket.neverBlock();
            if (socket.write(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip()) == 0) {
                LOG.warn("event=notify_failed socket={} reason=\"the manager does not read\"", path);
            }
        } catch (final IOException refused) {
            LOG.warn("event=notify_failed socket={} reason=\"{}\"", path, refused.getMessage());
        }
    }
}
