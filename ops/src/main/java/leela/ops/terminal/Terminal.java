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
        return Math.max(40, Math.min(200, Integer.getInteger("leela.columns", DEFAULT_COLUMNS)));
    }

    /** What empties the screen. */
    public static String clear() {
        return CLEAR;
    }
}
