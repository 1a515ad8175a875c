package leela.ops.cli.option;

/** Exit statuses of the command ([operating 1]). */
public final class ExitStatus {

    public static final int GOOD = 0;
    public static final int FAILED = 1;
    public static final int WRONG_USAGE = 2;

    private ExitStatus() {}
}
