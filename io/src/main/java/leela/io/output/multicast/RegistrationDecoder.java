package leela.io.output.multicast;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.function.IntSupplier;
import leela.engine.counters.Counters;
import leela.engine.ring.Ring;
import leela.engine.runtime.RateLimit;
import leela.io.input.DatagramDecoder;
import leela.io.socket.OwnSockets;
import leela.io.socket.SocketPath;
import org.agrona.MutableDirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads registrations: datagrams whose whole content is the absolute path of the sender's socket. They reach the
 * handler through the ring, in order with the events. Nothing is answered. A socket that is not the sending user's has
 * not asked for anything: its program would get events that it takes for its own input.
 * Thread: its receiver's.
 * Errors: what is no path of a socket, or of one that the sender has no say in, is counted and costs at most one log
 * line a minute.
 */
public final class RegistrationDecoder implements DatagramDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(RegistrationDecoder.class);
    private static final long LOG_PERIOD_NS = 60_000_000_000L;
    private static final int ROOT = 0;

    private final PeerGroup.Mode mode;
    private final MulticastHandler handler;
    private final OwnSockets own;
    private final Ring ring;
    private final Counters counters;
    private final RateLimit logLimit = new RateLimit(LOG_PERIOD_NS);
    private IntSupplier user = () -> UNKNOWN_USER;

    /** For the socket {@code timeline-multicast}: every event to each peer. */
    public static RegistrationDecoder multicast(
            final MulticastHandler handler, final OwnSockets own, final Ring ring, final Counters counters) {
        return new RegistrationDecoder(PeerGroup.Mode.MULTICAST, handler, own, ring, counters);
    }

    /** For the socket {@code timeline-anycast}: each datagram to one peer in turn. */
    public static RegistrationDecoder anycast(
            final MulticastHandler handler, final OwnSockets own, final Ring ring, final Counters counters) {
        return new RegistrationDecoder(PeerGroup.Mode.ANYCAST, handler, own, ring, counters);
    }

    private RegistrationDecoder(
            final PeerGroup.Mode mode,
            final MulticastHandler handler,
            final OwnSockets own,
            final Ring ring,
            final Counters counters) {
        this.mode = mode;
        this.handler = handler;
        this.own = own;
        this.ring = ring;
        this.counters = counters;
    }

    @Override
    public void users(final IntSupplier newUser) {
        user = newUser;
    }

    @Override
    public void decode(final MutableDirectBuffer datagram, final int length, final long arrivalNs) {
        if (length == 1 && datagram.getByte(0) == ' ') {
            return; // what wakes the receiver
        }
        try {
            final Registration registration = Registration.of(text(datagram, length));
            check(registration);
            ring.execute(handler, () -> handler.onRegistration(mode, registration));
        } catch (final IOException | InvalidPathException refused) {
            counters.increment(MulticastCounter.REGISTRATIONS_REFUSED);
            if (logLimit.permits(arrivalNs)) {
                LOG.warn(
                        "event=registration_refused mode={} bytes={} cause=\"{}\" since_last={}",
                        mode,
                        length,
                        refused.getMessage(),
                        logLimit.takeHeldBack());
            }
        }
    }

    private void check(final Registration registration) throws IOException {
        if (own.has(registration.fileKey())) {
            throw new IOException(registration.path() + " is this engine's own socket: every event would come back");
        }
        final int sender = user.getAsInt();
        if (sender != ROOT && sender != UNKNOWN_USER && sender != registration.owner()) {
            throw new IOException(registration.path() + " is a socket of user " + registration.owner() + ", and user "
                    + sender + " asks (expected: a socket of one's own)");
        }
    }

    /** The path; a line end or zero byte behind it is no part of it. */
    private static String text(final MutableDirectBuffer datagram, final int length) throws IOException {
        int end = length;
        while (end > 0 && (datagram.getByte(end - 1) == '\n' || datagram.getByte(end - 1) == 0)) {
            end--;
        }
        if (end > SocketPath.MAX_LENGTH) {
            throw new IOException("longer than any socket's path");
        }
        final byte[] path = new byte[end];
        datagram.getBytes(0, path);
        return new String(path, StandardCharsets.UTF_8);
    }
}
