package leela.ops;

import java.util.Locale;
import leela.ops.cli.LeelaCommand;
import leela.ops.cli.PlainRun;

/** Where the process begins; {@code ops/leela} calls it. */
public final class Main {

    private Main() {}

    public static void main(final String[] arguments) {
        // libraries format by it too, and numbers are numbers everywhere
        Locale.setDefault(Locale.ROOT);
        System.exit(PlainRun.execute(arguments).orElseGet(() -> LeelaCommand.execute(arguments)));
    }
}
