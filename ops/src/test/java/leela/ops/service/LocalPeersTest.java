package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import leela.engine.counters.Counter;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.io.input.text.TextCounter;
import leela.io.output.multicast.MulticastCounter;
import leela.io.output.proc.Event;
import leela.io.output.proc.ProcClient;
import leela.io.output.proc.ProcCounter;
import leela.io.transport.unix.DatabusClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fast, slow and dead local programs at the sockets of a whole service: each loses what it does not read, and nothing
 * else.
 */
@Timeout(120)
class LocalPeersTest {

    private static final int ROUNDS = 60;
    private static final int PER_ROUND = 200;
    private static final List<Long> ALL =
            LongStream.range(0, ROUNDS * PER_ROUND).boxed().toList();

    @TempDir
    private Path folder;

    @Test
    void shouldLoseNothingOfTheFastBesideTheSlowAndTheDead() throws Exception {
        try (RunningService running = RunningService.in(folder, "dmproc.client_buffer = \"64KiB\"");
                ProcClient slowClient = client(running);
                ProcClient fastClient = client(running);
                LocalPeer fast = LocalPeer.reading(folder.resolve("fast"));
                LocalPeer stuck = new LocalPeer(folder.resolve("stuck"));
                LocalPeer dying = LocalPeer.reading(folder.resolve("dying"))) {
            final String multicast = running.service().address("timeline-multicast");
            final List<Long> read = reading(fastClient);
            register(multicast, fast, stuck, dying);
            awaitPeers(running, MulticastCounter.MULTICAST_PEERS, 3);
            for (int round = 0; round < ROUNDS; round++) {
                if (round == ROUNDS / 2) {
                    dying.die();
                }
                register(multicast, fast, stuck);
                send(running, round);
                final int soFar = (round + 1) * PER_ROUND;
                RunningService.await(
                        "the fast ones",
                        () -> read.size() == soFar && fast.values().size() == soFar);
            }
            assertThat(read).isEqualTo(ALL);
            assertThat(fast.values()).isEqualTo(ALL);
            assertThat(dying.values())
                    .isEqualTo(ALL.subList(0, dying.values().size()))
                    .hasSizeGreaterThanOrEqualTo(1);
            assertThat(running.read(MulticastCounter.MULTICAST_PEERS_ENDED)).isEqualTo(1);
            assertThat(running.read(MulticastCounter.MULTICAST_LOST)).isPositive();
            assertThat(running.read(ProcCounter.EVENTS_LOST)).isPositive();

            stuck.read();
            RunningService.await(
                    "every datagram to be read or lost",
                    () -> stuck.datagrams() + running.read(MulticastCounter.MULTICAST_LOST) == fast.datagrams());
            slowClient.finish();
            assertThat(reading(slowClient, ALL.size()) + running.read(ProcCounter.EVENTS_LOST))
                    .isEqualTo(ALL.size());
        }
    }

    @Test
    void shouldGiveEventsToWorkersInTurnAndToAnotherInstance() throws Exception {
        try (RunningService parent = RunningService.in(folder.resolve("parent"), "")) {
            final String joined = "dmproc.parent = \"" + parent.service().address("timeline-multicast") + "\"";
            try (RunningService child = RunningService.in(folder.resolve("child"), joined);
                    ProcClient client = client(child);
                    LocalPeer one = LocalPeer.reading(folder.resolve("one"));
                    LocalPeer two = LocalPeer.reading(folder.resolve("two"))) {
                final String anycast = parent.service().address("timeline-anycast");
                final List<Long> read = reading(client);
                register(anycast, one, two);
                awaitPeers(parent, MulticastCounter.ANYCAST_PEERS, 2);
                awaitPeers(parent, MulticastCounter.MULTICAST_PEERS, 1);
                for (int round = 0; round < ROUNDS; round++) {
                    register(anycast, one, two);
                    send(parent, round);
                    final int soFar = (round + 1) * PER_ROUND;
                    RunningService.await(
                            "the events",
                            () -> read.size() == soFar
                                    && one.values().size() + two.values().size() == soFar);
                }
                assertThat(read).isEqualTo(ALL);
                assertThat(Stream.concat(one.values().stream(), two.values().stream())
                                .sorted()
                                .toList())
                        .isEqualTo(ALL);
                assertThat(one.values()).isNotEmpty();
                assertThat(two.values()).isNotEmpty();
                assertThat(child.read(EngineCounter.QUERY_EVENTS_EMITTED))
                        .as("for the queries alone")
                        .isGreaterThanOrEqualTo(ALL.size());
            }
        }
    }

    @Test
    void shouldSendNoEventBackToItself() throws Exception {
        try (RunningService running = RunningService.in(folder, "")) {
            final Path link = Files.createLink(
                    folder.resolve("link"), Path.of(running.service().address("timeline-databus")));
            for (final String door : List.of("timeline-multicast", "timeline-anycast")) {
                try (DatabusClient client =
                        new DatabusClient(Path.of(running.service().address(door)))) {
                    client.send(link.toString().getBytes(StandardCharsets.UTF_8));
                }
            }
            awaitRefusals(running, 2);
            running.sendDatabus("event 4|test 1 1365500000;");
            RunningService.await("the event", () -> running.read(TextCounter.RECEIVED_DATABUS) >= 1);
            assertThat(running.service().drain()).isTrue();
            assertThat(running.read(TextCounter.DATABUS_DATAGRAMS)).isEqualTo(1);
        }
    }

    @Test
    void shouldEndEventsThatGoRoundBetweenEngines() throws Exception {
        try (RunningService one = RunningService.in(folder.resolve("one"), "");
                RunningService two = RunningService.in(folder.resolve("two"), "")) {
            register(one, two);
            register(two, one);
            awaitPeers(one, MulticastCounter.MULTICAST_PEERS, 1);
            awaitPeers(two, MulticastCounter.MULTICAST_PEERS, 1);
            one.sendDatabus("event 4|test 1 1365500000;");
            RunningService.await(
                    "the circle's end",
                    () -> one.read(EngineCounter.REJECTED_REPEATED) + two.read(EngineCounter.REJECTED_REPEATED) == 1);
            assertThat(one.read(TextCounter.RECEIVED_DATABUS)).isLessThan(300);
        }
    }

    /** Makes the databus of one engine a peer of another. */
    private static void register(final RunningService peer, final RunningService of) throws IOException {
        try (DatabusClient client = new DatabusClient(Path.of(of.service().address("timeline-multicast")))) {
            client.send(peer.service().address("timeline-databus").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void shouldRefuseToBeItsOwnParent() throws Exception {
        final Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("data"));
        for (final Path parent : List.of(folder.resolve("data"), link)) {
            final String toml = "leela.run_dir = \"" + folder.resolve("data") + "\"\ndmproc.parent = \""
                    + parent.resolve("timeline-multicast") + "\"";
            assertThatThrownBy(() -> RunningService.in(folder, toml))
                    .isInstanceOf(StartException.class)
                    .hasMessage("dmproc.parent: " + parent.resolve("timeline-multicast")
                            + " is this engine's own socket (expected: the timeline-multicast of another engine)");
        }
    }

    private static void awaitRefusals(final RunningService running, final int count) {
        RunningService.await("the refusals", () -> running.read(MulticastCounter.REGISTRATIONS_REFUSED) == count);
    }

    private static ProcClient client(final RunningService running) throws Exception {
        return ProcClient.start(Path.of(running.service().address("dmproc-proc")), Program.parse("id", "^test$"));
    }

    private static void register(final String socket, final LocalPeer... peers) throws IOException {
        for (final LocalPeer peer : peers) {
            peer.register(socket);
        }
    }

    private static void awaitPeers(final RunningService running, final Counter peers, final int count) {
        RunningService.await(peers.description().label(), () -> running.read(peers) == count);
    }

    private static void send(final RunningService running, final int round) throws IOException {
        final StringBuilder datagram = new StringBuilder();
        for (int i = 0; i < PER_ROUND; i++) {
            datagram.append("event 4|test ").append(round * PER_ROUND + i).append(" 1365500000.25;");
        }
        running.sendDatabus(datagram.toString());
    }

    /** What the client reads, as it comes. */
    private static List<Long> reading(final ProcClient client) {
        final List<Long> values = Collections.synchronizedList(new ArrayList<>());
        final var unused = CompletableFuture.runAsync(() -> {
            try {
                for (Event event = client.next(); event != null; event = client.next()) {
                    values.add((long) event.value());
                }
            } catch (final IOException closed) {
                return; // by the test's end
            }
        });
        return values;
    }

    /** How many events a client still gets before its end. */
    private static long reading(final ProcClient client, final int atMost) throws IOException {
        long events = 0;
        while (events <= atMost && client.next() != null) {
            events++;
        }
        return events;
    }
}
