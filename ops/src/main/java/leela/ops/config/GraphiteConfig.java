package leela.ops.config;

import leela.io.transport.tcp.TcpConfig;
import leela.io.transport.udp.UdpConfig;

/**
 * The section [graphite].
 * Thread: immutable.
 *
 * @param lines     lines over TCP
 * @param pickles   pickles over TCP
 * @param datagrams lines over UDP, at the port of the lines over TCP
 */
public record GraphiteConfig(TcpConfig lines, TcpConfig pickles, UdpConfig datagrams) {}
