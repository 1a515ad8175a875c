package leela.ops;

import java.util.Locale;
import leela.ops.cli.LeelaCommand;

/** Where the process begins; {@code ops/leela} calls it. */
public final class Main {

    private Main() {}

    public static void main(final String[] arguments) {
        // libraries format by it too, and numbers are numbers everywhere
        Locale.setDefault(Locale.ROOT);
        System.exit(LeelaCommand.execute(arguments));
    }
}
