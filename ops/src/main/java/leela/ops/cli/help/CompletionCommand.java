package leela.ops.cli.help;

import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leela completion}: a script that lets the shell complete commands and options. */
@Command(
        name = "completion",
        description = "Print a script that lets bash or zsh complete commands and options.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(leela completion bash)",
            "  leela completion bash > /etc/bash_completion.d/leela",
            "  source <(leela completion zsh)"
        })
public final class CompletionCommand implements Runnable {

    /** The shells whose completion is known. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One script serves both: in zsh it switches bash's completion on itself. */
    @SuppressWarnings("UnusedVariable")
    @Parameters(paramLabel = "SHELL", arity = "0..1", defaultValue = "bash", description = "bash (default) or zsh.")
    private Shell shell;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        // the library numbers its variables by it, and no shell takes other digits than ASCII's
        Locale.setDefault(Locale.ROOT);
        spec.commandLine()
                .getOut()
                .println(AutoComplete.bash("leela", spec.parent().commandLine()));
    }
}
