package leela.ops.input;

import java.util.List;
import leela.engine.counters.Counter;
import leela.io.input.graphite.GraphiteStreams;
import leela.io.input.opentsdb.PutCounter;
import leela.io.input.opentsdb.PutProtocol;
import leela.ops.config.Config;

/**
 * The protocols that the engine takes over TCP; another that has its section of the configuration is one line here.
 * Thread: the one that builds the service.
 */
public final class TcpInputs {

    /** Graphite's counters are those of its datagrams, which {@link UdpInputs} names. */
    private static final Counter[] NAMED_WITH_DATAGRAMS = {};

    private TcpInputs() {}

    /** @param version of this engine, for who asks */
    public static List<TcpInput> of(final Config config, final String version) {
        return List.of(
                new TcpInput("graphite", config.graphite().lines(), NAMED_WITH_DATAGRAMS, GraphiteStreams.LINES),
                new TcpInput("pickle", config.graphite().pickles(), NAMED_WITH_DATAGRAMS, GraphiteStreams.PICKLES),
                new TcpInput("opentsdb", config.opentsdb(), PutCounter.values(), new PutProtocol("leela " + version)));
    }
}
