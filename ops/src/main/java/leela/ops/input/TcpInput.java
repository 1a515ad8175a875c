package leela.ops.input;

import leela.engine.counters.Counter;
import leela.io.input.StreamProtocol;
import leela.io.transport.tcp.TcpConfig;

/**
 * A protocol that is taken over TCP: all that the service must know of one.
 * Thread: immutable.
 *
 * @param name     of its listener
 * @param counters all that the protocol counts, but for what another of its inputs names already
 */
public record TcpInput(String name, TcpConfig config, Counter[] counters, StreamProtocol protocol) {}
