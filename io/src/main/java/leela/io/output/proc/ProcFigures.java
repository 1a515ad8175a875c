package leela.io.output.proc;

/**
 * What one client of the proc socket has had so far. Thread: immutable.
 *
 * @param client its name: {@code proc-} and a number counted from 1
 * @param sent   events written to it
 * @param lost   events lost because it read too slowly
 */
public record ProcFigures(String client, long sent, long lost) {}
