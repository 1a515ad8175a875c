package leela.ops.input;

import java.util.List;
import leela.engine.counters.Counter;
import leela.io.input.graphite.GraphiteStreams;
import leela.io.input.opentsdb.PutCounter;
import leela.io.input.opentsdb.PutProtocol;
import leela.ops.config.Config;

/**
 * The protocols that the engine takes over TCP; another is one line here.
 * Thread: the one that builds the service.
 */
public final class TcpInputs {

    private static final Counter[] NAMED = {};

    private TcpInputs() {}

    /** @param version of this engine, for who asks */
    public static List<TcpInput> of(final Config config, final String version) {
        return List.of(
                new TcpInput("graphite", config.graphite().lines(), NAMED, GraphiteStreams.LINES),
                new TcpInput("pickle", config.graphite().pickles(), NAMED, GraphiteStreams.PICKLES),
                new TcpInput("opentsdb", config.opentsdb(), PutCounter.values(), new PutProtocol("leela " + version)));
    }
}
