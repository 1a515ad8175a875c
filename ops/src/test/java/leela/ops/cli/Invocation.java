package leela.ops.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import leela.ops.terminal.StandardStream;
import picocli.CommandLine;

/** One run of the command inside the test's own process: what it printed, and its exit status. */
record Invocation(int status, String out, String err) {

    static Invocation of(final String... arguments) {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final CommandLine command =
                LeelaCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        final int status = command.execute(arguments);
        command.getOut().flush();
        command.getErr().flush();
        return new Invocation(status, out.toString(), err.toString());
    }

    /** The same, writing to this stream as to standard output. */
    static Invocation to(final OutputStream stream, final String... arguments) {
        final StringWriter err = new StringWriter();
        final int status = LeelaCommand.execute(
                LeelaCommand.commandLine()
                        .setOut(new PrintWriter(StandardStream.to(stream)))
                        .setErr(new PrintWriter(err)),
                arguments);
        return new Invocation(status, "", err.toString());
    }
}
