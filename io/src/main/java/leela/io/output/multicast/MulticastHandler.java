package leela.io.output.multicast;

import java.nio.ByteBuffer;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.ring.Handler;
import leela.engine.ring.Slot;
import leela.engine.runtime.Clock;
import leela.io.input.text.EventEncoder;
import leela.io.socket.SendmmsgBatch;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends every event to the peers that registered for it ([protocols 4]), several to a datagram, and the datagrams of a
 * batch together. Each event is encoded once, and not at all where nobody listens.
 * Thread: the handler's; the figures any.
 * Memory: the buffer of {@link #BURST} datagrams; nothing per event or datagram.
 * Errors: a peer that does not read loses datagrams, counted; it never holds anybody up.
 */
public final class MulticastHandler implements Handler {

    /**
     * Longest datagram: what the kernel finds room for in two pages, together with its own 320 bytes; [protocols 4]
     * allows 8 KiB.
     */
    static final int MAX_DATAGRAM = 7_872;
    /**
     * Most datagrams sent together: the first one's wake-up of a peer serves the others too. Linux keeps ten for a
     * socket (max_dgram_qlen).
     */
    private static final int BURST = 6;

    private final Clock clock;
    private final PeerGroup multicast;
    private final PeerGroup anycast;
    private final EventEncoder encoder = new EventEncoder();
    private final UnsafeBuffer buffer =
            new UnsafeBuffer(ByteBuffer.allocateDirect(BURST * MAX_DATAGRAM + EventEncoder.MAX_LENGTH));
    private final SendmmsgBatch datagrams = new SendmmsgBatch(BURST);
    /** Where the datagram begins that is being filled, and where it ends so far. */
    private int start;

    private int end;

    /** Has no peers before {@link RegistrationDecoder}s bring some. */
    public MulticastHandler(final Clock clock, final Counters counters) {
        this.clock = clock;
        multicast = new PeerGroup(PeerGroup.Mode.MULTICAST, counters);
        anycast = new PeerGroup(PeerGroup.Mode.ANYCAST, counters);
    }

    @Override
    public String name() {
        return "multicast";
    }

    @Override
    public void onEntry(final Slot slot) {
        if (slot.kind() != Slot.Kind.EVENT || !hasPeers()) {
            return;
        }
        final int next = end + encoder.encode(slot.series().key(), slot.value(), slot.timeNs(), buffer, end);
        if (next - start > MAX_DATAGRAM) {
            endDatagram();
        }
        end = next;
        if (datagrams.isFull()) {
            send();
        }
    }

    @Override
    public void onBatchEnd() {
        if (end > 0) {
            endDatagram();
            send();
        }
    }

    @Override
    public void onTick(final Slot tick) {
        final long nowNs = clock.ticksNs();
        multicast.expire(nowNs);
        anycast.expire(nowNs);
    }

    @Override
    public void onShutdown() {
        onBatchEnd();
        multicast.close();
        anycast.close();
    }

    /** Whether anybody gets events; any thread. */
    public boolean hasPeers() {
        return !multicast.isEmpty() || !anycast.isEmpty();
    }

    /** What each peer that gets every event has had so far; any thread. */
    public List<PeerFigures> multicastPeers() {
        return multicast.figures();
    }

    /** What each peer with a share of the events has had so far; any thread. */
    public List<PeerFigures> anycastPeers() {
        return anycast.figures();
    }

    /** A peer has registered; the handler's thread. */
    public void onRegistration(final PeerGroup.Mode mode, final Registration registration) {
        // what waits is older than the registration
        onBatchEnd();
        (mode == PeerGroup.Mode.MULTICAST ? multicast : anycast).register(registration, clock.ticksNs());
    }

    private void endDatagram() {
        datagrams.add(buffer, start, end - start);
        start = end;
    }

    /** Sends the whole datagrams; the event that begins the next one moves to the front. */
    private void send() {
        multicast.send(datagrams);
        anycast.send(datagrams);
        datagrams.clear();
        buffer.putBytes(0, buffer, start, end - start);
        end -= start;
        start = 0;
    }
}
