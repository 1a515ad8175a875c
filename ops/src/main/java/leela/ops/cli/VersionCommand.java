package leela.ops.cli;

import leela.ops.service.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code leela version}. */
@Command(name = "version", description = "Print the version of Leela and of the Java it runs on.")
final class VersionCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().println("leela " + Version.current() + " (Java " + Runtime.version() + ")");
    }
}
