package leela.ops.cli;

import java.io.PrintWriter;
import leela.engine.runtime.PrintableText;
import leela.ops.check.ConfigCheck;
import leela.ops.config.ConfigException;
import leela.ops.config.ConfigFile;
import leela.ops.config.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code leela check}: would an engine start with this file, and what is in force with it.
 * Errors: 1 with all that is wrong, a line each.
 */
@Command(
        name = "check",
        description = "Check a configuration file and print what is in force.",
        footerHeading = "%nExamples:%n",
        footer = {"  leela check", "  leela check -c /etc/leela/leela.toml"})
final class CheckCommand implements Runnable {

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        final ConfigFile file = config.read();
        final ConfigCheck check = new ConfigCheck(file.config());
        for (final String warning : check.warnings()) {
            spec.commandLine()
                    .getErr()
                    .println("leela: warning: " + PrintableText.of(file.placed().apply(warning)));
        }
        if (!check.faults().isEmpty()) {
            throw new ConfigException(check.faults().stream().map(file.placed()).toList());
        }
        final PrintWriter out = spec.commandLine().getOut();
        String section = "";
        for (final Setting setting : file.settings()) {
            if (!setting.section().equals(section)) {
                out.println((section.isEmpty() ? "" : System.lineSeparator()) + "[" + setting.section() + "]");
                section = setting.section();
            }
            out.println(setting.key() + " = " + PrintableText.of(setting.value()));
        }
    }
}
