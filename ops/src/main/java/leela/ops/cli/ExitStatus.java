package leela.ops.cli;

/** Exit statuses of the command ([operating 1]). */
final class ExitStatus {

    static final int GOOD = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    private ExitStatus() {}
}
