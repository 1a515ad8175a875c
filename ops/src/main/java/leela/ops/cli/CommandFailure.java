package leela.ops.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.ControlException;
import leela.ops.check.ServiceUser;
import leela.ops.cli.option.ExitStatus;
import leela.ops.client.Failure;
import leela.ops.config.ConfigException;
import leela.ops.service.StartException;
import leela.ops.terminal.OutputException;

/**
 * What a user sees of what went wrong, one plain sentence each on standard error, and the exit status.
 * Thread: main.
 */
final class CommandFailure {

    private static final String NO_DESCRIPTORS = "Too many open files";

    private CommandFailure() {}

    /** Standard error in UTF-8, whatever the locale. */
    static PrintWriter err() {
        return new PrintWriter(new OutputStreamWriter(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.err)), StandardCharsets.UTF_8));
    }

    /** Of what is no fault of the program's; that one is thrown on. */
    static int of(final Exception error, final PrintWriter err) throws Exception {
        if (error instanceof OutputException lost) {
            return of(lost, err);
        }
        if (error instanceof ConfigException wrong) {
            wrong.faults().forEach(fault -> err.println("leela: " + PrintableText.of(fault)));
            return ExitStatus.FAILED;
        }
        if (error instanceof Failure
                || error instanceof StartException
                || error instanceof ControlException
                || error instanceof IOException) {
            final String message = error instanceof IOException unreadable
                    ? ServiceUser.reason(unreadable)
                    : String.valueOf(error.getMessage());
            if (message.contains(NO_DESCRIPTORS)) {
                err.println(
                        "leela: this process may open too few files: raise LimitNOFILE of the service, or ulimit -n");
            }
            // an engine may find several things wrong, a line each
            final Stream<String> lines = error instanceof ControlException ? message.lines() : Stream.of(message);
            lines.forEach(line -> err.println("leela: " + PrintableText.of(line)));
            return ExitStatus.FAILED;
        }
        throw error;
    }

    /** A reader that has seen enough, such as head, is no failure. */
    static int of(final OutputException lost, final PrintWriter err) {
        if (lost.isClosed()) {
            return ExitStatus.GOOD;
        }
        err.println("leela: " + lost.getMessage());
        return ExitStatus.FAILED;
    }
}
