package leela.ops;

import leela.ops.cli.LeelaCommand;

/** Where the process begins; {@code ops/leela} calls it. */
public final class Main {

    private Main() {
    }

    public static void main(final String[] arguments) {
        System.exit(LeelaCommand.commandLine().execute(arguments));
    }
}
