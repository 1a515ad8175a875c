package leela.ops.host;

import java.util.List;
import java.util.stream.LongStream;
import leela.ops.config.Config;

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

    /** Libraries, storage, listeners and the HTTP clients that there may be. */
    private static final long BASE_FILES = 2048;

    /** Of this configuration; the heap asks for no huge pages unless its options do. */
    public static HostNeeds of(final Config config, final long hugePages) {
        return new HostNeeds(
                LongStream.of(config.udp().receiveBuffer(), config.collectdUdp().receiveBuffer())
                        .max()
                        .orElse(0),
                BASE_FILES + config.dmproc().maxQueries(),
                config.engine().cpus(),
                hugePages);
    }
}
