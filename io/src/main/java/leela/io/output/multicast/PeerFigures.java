package leela.io.output.multicast;

import java.nio.file.Path;

/**
 * What one peer has had so far. Thread: immutable.
 *
 * @param path of its socket
 * @param sent datagrams it took
 * @param lost datagrams it lost because it did not read
 */
public record PeerFigures(Path path, long sent, long lost) {}
