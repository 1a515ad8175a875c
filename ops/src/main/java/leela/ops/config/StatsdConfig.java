package leela.ops.config;

import leela.io.input.statsd.StatsdSettings;
import leela.io.transport.udp.UdpConfig;

/**
 * The section [statsd].
 * Thread: immutable.
 *
 * @param socket   name of the unix socket, in run_dir unless it is an absolute path
 * @param settings how values are brought together
 */
public record StatsdConfig(UdpConfig udp, String socket, StatsdSettings settings) {}
