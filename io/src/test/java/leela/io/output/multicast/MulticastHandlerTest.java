package leela.io.output.multicast;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingHandler;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Source;
import leela.engine.runtime.ManualClock;
import leela.engine.series.SeriesTable;
import leela.io.input.text.TextProtocol;
import leela.io.socket.OwnSockets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** [protocols 4] over real sockets, with the handlers driven by hand. */
@Timeout(20)
final class MulticastHandlerTest {

    private static final long SECOND_NS = 1_000_000_000L;

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock(1000 * SECOND_NS);
    private final List<Listener> listeners = new ArrayList<>();
    private final Counters counters = Counters.inMemory();
    private final OwnSockets own = new OwnSockets();
    private final MulticastHandler handler = new MulticastHandler(clock, counters);
    private final RecordingPipeline pipeline =
            RecordingPipeline.of(counters, new SeriesTable(1000, counters), new RecordingHandler("first"), handler);
    private final Producer producer = pipeline.producer(TextProtocol.DATABUS.source());

    @AfterEach
    void closeAll() throws IOException {
        handler.onShutdown();
        for (final Listener listener : listeners) {
            listener.close();
        }
    }

    @Test
    void shouldSendEveryEventToEveryPeerSeveralToADatagram() throws IOException {
        final Listener one = listener("one");
        final Listener two = listener("two");
        register(one, two);

        events("foobar", 1.5, 2.5);
        assertThat(one.take()).containsExactly("event 6|foobar 1.5 10.0;event 6|foobar 2.5 10.0;");
        assertThat(two.take()).containsExactly("event 6|foobar 1.5 10.0;event 6|foobar 2.5 10.0;");
        assertThat(pipeline.count(MulticastCounter.MULTICAST_SENT)).isEqualTo(2);
        assertThat(pipeline.count(MulticastCounter.MULTICAST_PEERS)).isEqualTo(2);
    }

    @Test
    void shouldSendEventsOnlyAndNeitherDocumentsNorWhatIsForQueries() throws IOException {
        final Listener peer = listener("one");
        register(peer);
        producer.begin(0);
        producer.data(key("a"), 0, 1, "{}".getBytes(ISO_8859_1), 10 * SECOND_NS);
        producer.end();
        final Producer queries = pipeline.producer(Source.QUERIES);
        queries.begin(0);
        queries.event(key("b"), 0, 1, 1, 10 * SECOND_NS);
        queries.end();
        pipeline.run();
        assertThat(peer.take()).isEmpty();
    }

    @Test
    void shouldSplitDatagramsBetweenEventsAtEightKilobytes() throws IOException {
        final Listener peer = listener("one");
        register(peer);
        // more datagrams than go together, and no more than the kernel keeps
        final int events = 60;
        final String longKey = "k".repeat(1024);
        producer.begin(0);
        for (int i = 0; i < events; i++) {
            producer.event(key(longKey), 0, 1024, i, 10 * SECOND_NS);
        }
        producer.end();
        pipeline.run();

        final List<String> datagrams = peer.take();
        assertThat(datagrams)
                .hasSize(9)
                .allSatisfy(datagram -> assertThat(datagram.length()).isLessThanOrEqualTo(8192));
        final StringBuilder expected = new StringBuilder();
        for (int i = 0; i < events; i++) {
            expected.append("event 1024|").append(longKey).append(' ').append(i).append(".0 10.0;");
        }
        assertThat(String.join("", datagrams)).isEqualTo(expected.toString());
        assertThat(datagrams)
                .allSatisfy(datagram ->
                        assertThat(datagram).startsWith("event 1024|k").endsWith("10.0;"));
    }

    @Test
    void shouldGiveEachAnycastDatagramToOnePeerInTurn() throws IOException {
        final List<Listener> peers = List.of(listener("one"), listener("two"), listener("three"));
        for (final Listener peer : peers) {
            registerAnycast(peer);
        }
        final Listener all = listener("all");
        register(all);
        for (int i = 0; i < 9; i++) {
            events("a", i);
        }
        for (final Listener peer : peers) {
            assertThat(peer.take()).hasSize(3);
        }
        assertThat(all.take()).hasSize(9);
        assertThat(pipeline.count(MulticastCounter.ANYCAST_SENT)).isEqualTo(9);
    }

    @Test
    void shouldLetPeersGoAtATickThatNoLongerRegister() throws IOException {
        final Listener peer = listener("one");
        register(peer);
        registerAnycast(peer);
        clock.advanceNs(PeerGroup.TTL_NS);
        pipeline.tick(0);

        assertThat(handler.multicastPeers()).isEmpty();
        assertThat(handler.anycastPeers()).isEmpty();
    }

    @Test
    void shouldRefuseRegistrationsThatNameNoSocket() throws IOException {
        final Path file = Files.createFile(folder.resolve("file"));
        final Path deep = folder.resolve("x".repeat(200));
        for (final String bad : List.of(
                "",
                "relative",
                "/",
                "/nowhere/at/all",
                file.toString(),
                deep.toString(),
                "/a\0b",
                "/a\33[2Jb",
                "x".repeat(5000))) {
            decode(RegistrationDecoder.multicast(handler, own, pipeline.ring(), pipeline.counters()), bad);
        }
        assertThat(handler.multicastPeers()).isEmpty();
        assertThat(pipeline.count(MulticastCounter.REGISTRATIONS_REFUSED)).isEqualTo(9);
    }

    @Test
    void shouldRefuseItsOwnSocketUnderEveryName() throws IOException {
        final Listener databus = listener("databus");
        own.add(databus.path());
        final Path folderLink = Files.createSymbolicLink(folder.resolve("folder"), folder);
        for (final Path name : List.of(
                databus.path(),
                folder.resolve("no/../databus"),
                folderLink.resolve("databus"),
                Files.createSymbolicLink(folder.resolve("symbolic"), databus.path()),
                Files.createLink(folder.resolve("hard"), databus.path()))) {
            decode(RegistrationDecoder.multicast(handler, own, pipeline.ring(), counters), name.toString());
            decode(RegistrationDecoder.anycast(handler, own, pipeline.ring(), counters), name.toString());
        }
        events("a", 1);
        assertThat(databus.take()).isEmpty();
        assertThat(pipeline.count(MulticastCounter.REGISTRATIONS_REFUSED)).isEqualTo(10);
    }

    @Test
    void shouldRefuseASocketThatIsNotTheSendersOwn() throws IOException {
        final Listener victim = listener("victim");
        final int owner = victim.registration().owner();
        final RegistrationDecoder decoder =
                RegistrationDecoder.multicast(handler, own, pipeline.ring(), pipeline.counters());
        decoder.users(() -> owner + 1);
        decode(decoder, victim.path().toString());
        events("a", 1);
        assertThat(victim.take()).isEmpty();
        assertThat(pipeline.count(MulticastCounter.REGISTRATIONS_REFUSED)).isEqualTo(1);

        decoder.users(() -> owner);
        decode(decoder, victim.path().toString());
        events("a", 1);
        assertThat(victim.take()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/log", "/dev/../dev/log", "/dev/anything"})
    void shouldRefuseSocketsOfTheSystemWhoeverAsks(final String path) {
        assertThatThrownBy(() -> Registration.of(path)).hasMessageContaining("is a socket of the system");
    }

    @Test
    void shouldNameNoPathWithControlCharactersInTheLog() throws IOException {
        final Listener peer = listener("\33[2J");
        decode(RegistrationDecoder.multicast(handler, own, pipeline.ring(), counters), peer.path() + "\n");
        assertThat(handler.multicastPeers()).isEmpty();
    }

    @Test
    void shouldTakeAPathThatEndsWithALineEndOrAZeroByte() throws IOException {
        final Listener peer = listener("one");
        decode(RegistrationDecoder.multicast(handler, own, pipeline.ring(), pipeline.counters()), peer.path() + "\n\0");
        events("a", 1);
        assertThat(peer.take()).hasSize(1);
    }

    private void register(final Listener... peers) {
        for (final Listener peer : peers) {
            decode(
                    RegistrationDecoder.multicast(handler, own, pipeline.ring(), pipeline.counters()),
                    peer.path().toString());
        }
    }

    private void registerAnycast(final Listener peer) {
        decode(
                RegistrationDecoder.anycast(handler, own, pipeline.ring(), pipeline.counters()),
                peer.path().toString());
    }

    private void decode(final RegistrationDecoder decoder, final String datagram) {
        final byte[] bytes = datagram.getBytes(ISO_8859_1);
        decoder.decode(new UnsafeBuffer(bytes), bytes.length, 0);
        pipeline.run();
    }

    private void events(final String key, final double... values) {
        producer.begin(0);
        for (final double value : values) {
            producer.event(key(key), 0, key.length(), value, 10 * SECOND_NS);
        }
        producer.end();
        pipeline.run();
    }

    private static UnsafeBuffer key(final String key) {
        return new UnsafeBuffer(key.getBytes(ISO_8859_1));
    }

    private Listener listener(final String name) throws IOException {
        final Listener listener = new Listener(folder.resolve(name));
        listeners.add(listener);
        return listener;
    }
}
