package leela.ops.cli.help;

import leela.ops.service.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code leela man}: the manual page. */
@Command(
        name = "man",
        description = "Print the manual page, for man.",
        footerHeading = "%nExamples:%n",
        footer = {"  leela man | man -l -", "  leela man > /usr/local/share/man/man1/leela.1"})
public final class ManCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().print(ManPage.of(spec.parent().commandLine().getHelp(), Version.current()));
    }
}
