package leela.ops.host;

import java.util.List;
import java.util.stream.Stream;
import leela.io.transport.tcp.TcpConfig;
import leela.io.transport.udp.UdpConfig;
import leela.ops.config.Config;
import leela.ops.input.TcpInput;
import leela.ops.input.TcpInputs;
import leela.ops.input.UdpInput;
import leela.ops.input.UdpInputs;

/**
 * What an engine of a configuration wants of its machine.
 * Thread: immutable.
 *
 * @param receiveBuffer bytes that its largest UDP socket asks for
 * @param openFiles     files and sockets with all clients that may come
 * @param cpus          those that its threads are pinned to
 * @param hugePages     of 2 MiB that its heap asks for
 */
public record HostNeeds(long receiveBuffer, long openFiles, List<Integer> cpus, long hugePages) {

    /** Libraries, storage and listeners, local peers and the control socket's clients. */
    private static final long OWN_FILES = 1024;
    /** As many connections as HTTP takes ([limits 2]). */
    private static final long HTTP_FILES = 1024;

    /** Of this configuration; the heap asks for no huge pages unless its options do. */
    public static HostNeeds of(final Config config, final long hugePages) {
        return new HostNeeds(
                Stream.concat(
                                UdpInputs.of(config).stream().map(UdpInput::config),
                                Stream.of(config.statsd().udp()))
                        .filter(UdpConfig::enabled)
                        .mapToLong(UdpConfig::receiveBuffer)
                        .max()
                        .orElse(0),
                openFiles(config),
                config.engine().cpus(),
                hugePages);
    }

    /** What all clients that may come, and the files of the engine itself, take together. */
    public static long openFiles(final Config config) {
        return OWN_FILES
                + config.dmproc().maxClients()
                + (config.http().enabled() ? HTTP_FILES : 0)
                + TcpInputs.of(config, "").stream()
                        .map(TcpInput::config)
                        .filter(TcpConfig::enabled)
                        .mapToLong(TcpConfig::maxConnections)
                        .sum();
    }
}
