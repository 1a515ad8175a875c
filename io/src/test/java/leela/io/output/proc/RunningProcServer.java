package leela.io.output.proc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryLimits;

/**
 * A proc socket before an engine of its own, with the smallest buffers.
 * Thread: the test's.
 */
final class RunningProcServer implements AutoCloseable {

    static final int SMALLEST_BUFFER = 1 << 16;
    private static final long MEMORY = 1 << 22;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path path;
    private final TestEngine engine;
    private final ProcServer server;

    RunningProcServer(final Path path, final QueryLimits limits, final int maxClients) throws IOException {
        this(path, limits, new ProcConfig(path, SMALLEST_BUFFER, maxClients, MEMORY), PATIENCE);
    }

    RunningProcServer(final Path path, final QueryLimits limits, final ProcConfig config, final Duration patience)
            throws IOException {
        this.path = path;
        engine = new TestEngine(limits);
        server = new ProcServer(config, patience, engine.queries(), engine.context());
        server.start();
    }

    TestEngine engine() {
        return engine;
    }

    /** Another one at the same path, before the same engine. */
    ProcServer server(final int maxClients) throws IOException {
        return new ProcServer(
                new ProcConfig(path, SMALLEST_BUFFER, maxClients, MEMORY), engine.queries(), engine.context());
    }

    /** A client that has said nothing yet. */
    ProcClient connect() throws IOException {
        return new ProcClient(path);
    }

    /** The client of a program. */
    ProcClient start(final String program) throws IOException, SyntaxException {
        return ProcClient.start(path, Program.parse(program.getBytes(ISO_8859_1)));
    }

    /** A client that gets every event as it is. */
    ProcClient follow() throws IOException, SyntaxException {
        return start("proc match 1|. id;");
    }

    ProcFigures figures(final String client) {
        return server.figures().stream()
                .filter(figures -> figures.client().equals(client))
                .findFirst()
                .orElseThrow();
    }

    static Event event(final String key, final double value, final long timeNs) {
        return new Event(key.getBytes(ISO_8859_1), value, timeNs);
    }

    /** The values of the next events of a client. */
    static List<Double> read(final ProcClient client, final int count) {
        try {
            final List<Double> values = new ArrayList<>();
            while (values.size() < count) {
                values.add(client.next().value());
            }
            return values;
        } catch (final IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    void closeServer() {
        server.close();
    }

    /** Ends both, of which nothing may be left. */
    @Override
    public void close() {
        server.close();
        engine.close();
        assertThat(engine.faults()).isEmpty();
        assertThat(engine.count(ProcCounter.CLIENTS)).isZero();
        assertThat(engine.count(ProcCounter.MEMORY)).as("memory given back").isZero();
        assertThat(path).doesNotExist();
    }
}
