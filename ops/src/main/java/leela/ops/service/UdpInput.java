package leela.ops.service;

import java.util.function.Function;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.io.input.Protocol;
import leela.io.transport.udp.UdpConfig;

/**
 * A protocol that is taken over UDP: all that the service must know of one.
 * Thread: immutable.
 *
 * @param counters      all that the protocol counts
 * @param kernelDropped of these, the one for datagrams that the kernel dropped before the port
 * @param protocol      makes it, where the port is enabled
 */
record UdpInput(UdpConfig config, Counter[] counters, Counter kernelDropped, Function<Counters, Protocol> protocol) {}
