package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import leela.engine.counters.Counters;
import leela.engine.runtime.SystemClock;
import leela.io.input.DatagramInput;
import leela.io.input.text.TextCounter;
import leela.io.socket.ReceiverContext;
import leela.io.transport.unix.DatabusClient;
import leela.io.transport.unix.UnixDatagramReceiver;

/**
 * A local program with a socket of its own that has the engine send it events ([protocols 4]).
 * Thread: the test's; it reads on one of its own.
 */
final class LocalPeer implements AutoCloseable {

    private static final Pattern EVENT = Pattern.compile("event 4\\|test (\\d+)\\.0 ");

    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final AtomicLong datagrams = new AtomicLong();
    private final List<Long> values = Collections.synchronizedList(new ArrayList<>());
    private final UnixDatagramReceiver receiver;

    /** Binds; does not read before {@link #read}. */
    LocalPeer(final Path socket) throws IOException {
        receiver = new UnixDatagramReceiver(
                "leela-peer",
                socket,
                DatagramInput.withoutEntries(
                        (datagram, length, arrivalNs) -> take(datagram.getStringWithoutLengthAscii(0, length)),
                        TextCounter.DATABUS_DATAGRAMS),
                new ReceiverContext(new SystemClock(), Counters.inMemory(), faults::add));
    }

    /** One that reads as fast as it can. */
    static LocalPeer reading(final Path socket) throws IOException {
        final LocalPeer peer = new LocalPeer(socket);
        peer.read();
        return peer;
    }

    /** Begins to read. */
    void read() {
        receiver.start();
    }

    /** Is gone, without a word to the engine. */
    void die() {
        receiver.close();
    }

    /** Tells the engine that it is there. */
    void register(final String registrationSocket) throws IOException {
        try (DatabusClient engine = new DatabusClient(Path.of(registrationSocket))) {
            engine.send(receiver.path().toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    long datagrams() {
        return datagrams.get();
    }

    /**
     * Values of the events of the key {@code test} so far; the engine's events about itself come as well, and are left
     * out.
     */
    List<Long> values() {
        return values;
    }

    private void take(final String datagram) {
        values.addAll(EVENT.matcher(datagram).results().map(LocalPeer::value).toList());
        datagrams.incrementAndGet();
    }

    private static long value(final MatchResult event) {
        return Long.parseLong(event.group(1));
    }

    @Override
    public void close() {
        receiver.close();
        assertThat(faults).isEmpty();
    }
}
