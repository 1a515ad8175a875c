package leela.io.output.multicast;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.engine.ring.Limits;
import leela.engine.ring.Producer;
import leela.engine.ring.Source;
import leela.engine.runtime.SystemClock;
import leela.engine.series.SeriesTable;
import leela.io.input.DatagramInput;
import leela.io.input.text.TextProtocol;
import leela.io.output.proc.Event;
import leela.io.output.proc.ProcClient;
import leela.io.output.proc.ProcConfig;
import leela.io.output.proc.ProcServer;
import leela.io.output.proc.TestEngine;
import leela.io.socket.OwnSockets;
import leela.io.transport.unix.UnixDatagramReceiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** [protocols 5.1]: two instances, one running queries over the other's events. */
@Timeout(30)
final class ParentRegistrationTest {

    @TempDir
    private Path folder;

    @Test
    void shouldRunQueriesOverTheEventsOfItsParent() throws Exception {
        final MulticastHandler handler = new MulticastHandler(new SystemClock(), Counters.inMemory());
        try (TestEngine parent = new TestEngine(handler);
                TestEngine child = new TestEngine();
                UnixDatagramReceiver listener = parentListener(parent, handler);
                UnixDatagramReceiver databus = databus(child);
                ProcServer server = new ProcServer(
                        new ProcConfig(folder.resolve("proc"), 1 << 16, 4, 1 << 20), child.queries(), child.context());
                ParentRegistration registration = new ParentRegistration(
                        listener.path(), databus.path(), child.context().onError())) {
            listener.start();
            databus.start();
            server.start();
            registration.start();
            TestEngine.await("the registration", () -> handler.multicastPeers().size() == 1);

            try (ProcClient client = ProcClient.start(server.path(), Program.parse("(* 2)", "foo"))) {
                parent.event("foobar", 21, 7);
                assertThat(client.next()).isEqualTo(new Event("foobar".getBytes(US_ASCII), 42, 7));
            }
            assertThat(child.count(EngineCounter.QUERY_EVENTS_EMITTED)).isEqualTo(1);
            assertThat(child.count(EngineCounter.EMITTED))
                    .as("for the queries alone")
                    .isZero();
            assertThat(parent.faults()).isEmpty();
            assertThat(child.faults()).isEmpty();
        }
    }

    @Test
    void shouldOutliveAParentThatComesAndGoes() throws Exception {
        final MulticastHandler handler = new MulticastHandler(new SystemClock(), Counters.inMemory());
        try (TestEngine parent = new TestEngine(handler);
                UnixDatagramReceiver databus = databus(parent);
                ParentRegistration registration =
                        new ParentRegistration(folder.resolve("multicast"), databus.path(), parent.faults()::add)) {
            assertThat(registration.register()).isFalse();
            try (UnixDatagramReceiver listener = parentListener(parent, handler)) {
                listener.start();
                assertThat(registration.register()).isTrue();
                TestEngine.await(
                        "the registration", () -> handler.multicastPeers().size() == 1);
                assertThat(registration.register()).isTrue();
            }
            assertThat(registration.register()).isFalse();
            assertThat(parent.faults()).isEmpty();
        }
    }

    private UnixDatagramReceiver parentListener(final TestEngine engine, final MulticastHandler handler)
            throws IOException {
        return new UnixDatagramReceiver(
                "leela-mcast",
                folder.resolve("multicast"),
                DatagramInput.withoutEntries(
                        RegistrationDecoder.multicast(
                                handler,
                                new OwnSockets(),
                                engine.ring(),
                                engine.context().counters()),
                        MulticastCounter.MULTICAST_REGISTRATIONS),
                engine.context());
    }

    private UnixDatagramReceiver databus(final TestEngine engine) throws IOException {
        final Counters counters = engine.context().counters();
        final Producer producer = new Producer(
                engine.ring(),
                new SeriesTable(1000, counters),
                new Limits(Limits.UNLIMITED, Limits.UNLIMITED),
                counters,
                Source.QUERIES);
        return new UnixDatagramReceiver(
                "leela-dmproc", folder.resolve("databus"), TextProtocol.QUERIES.input(producer), engine.context());
    }
}
