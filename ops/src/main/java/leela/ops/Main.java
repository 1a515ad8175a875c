package leela.ops;

import leela.ops.cli.LeelaCommand;
import picocli.CommandLine;

/** Where the process begins; {@code ops/leela} calls it. */
public final class Main {

    private Main() {}

    public static void main(final String[] arguments) {
        final CommandLine command = LeelaCommand.commandLine();
        final int status = command.execute(arguments);
        command.getOut().flush();
        command.getErr().flush();
        System.exit(status);
    }
}
