package leela.ops.terminal;

/** The terminal that standard output goes to, as {@code ops/leela} found it. Thread: any. */
public final class Terminal {

    private static final int DEFAULT_COLUMNS = 80;
    private static final String CLEAR = "\033[H\033[2J";

    private Terminal() {}

    /** Whether a person looks at standard output. */
    public static boolean isInteractive() {
        return Boolean.getBoolean("leela.terminal");
    }

    public static int columns() {
        final int columns = Integer.getInteger("leela.columns", 0);
        return columns <= 0 ? DEFAULT_COLUMNS : Math.max(40, Math.min(200, columns));
    }

    /** What empties the screen. */
    public static String clear() {
        return CLEAR;
    }
}
