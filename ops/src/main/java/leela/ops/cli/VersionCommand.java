package leela.ops.cli;

import leela.ops.service.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code leela version}. */
@Command(
        name = "version",
        description = "Print the version of Leela and of the Java it runs on.",
        footerHeading = "%nExamples:%n",
        footer = {"  leela version"})
final class VersionCommand implements Runnable, CommandLine.IVersionProvider {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().println(getVersion()[0]);
    }

    @Override
    public String[] getVersion() {
        return new String[] {"leela " + Version.current() + " (Java " + Runtime.version() + ")"};
    }
}
