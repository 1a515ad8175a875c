package leela.ops.input;

import java.util.function.Function;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.io.input.DatagramProtocol;
import leela.io.transport.udp.UdpConfig;

/**
 * A protocol that is taken over UDP: all that the service must know of one.
 * Thread: immutable.
 *
 * @param name          of its listener
 * @param counters      all that the protocol counts
 * @param kernelDropped of these, the one for datagrams that the kernel dropped before the port
 * @param protocol      makes it, where the port is enabled; {@link IllegalArgumentException} where a file it needs
 *                      cannot be read
 */
public record UdpInput(
        String name,
        UdpConfig config,
        Counter[] counters,
        Counter kernelDropped,
        Function<Counters, DatagramProtocol> protocol) {

    /** One that is called as its section. */
    public UdpInput(
            final UdpConfig config,
            final Counter[] counters,
            final Counter kernelDropped,
            final Function<Counters, DatagramProtocol> protocol) {
        this(config.section(), config, counters, kernelDropped, protocol);
    }
}
