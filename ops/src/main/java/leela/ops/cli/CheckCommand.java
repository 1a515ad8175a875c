package leela.ops.cli;

import java.io.PrintWriter;
import leela.ops.config.ConfigFile;
import leela.ops.config.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code leela check}: is the file right, and what is in force with it. */
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
        final PrintWriter out = spec.commandLine().getOut();
        String section = "";
        for (final Setting setting : file.settings()) {
            if (!setting.section().equals(section)) {
                out.println((section.isEmpty() ? "" : System.lineSeparator()) + "[" + setting.section() + "]");
                section = setting.section();
            }
            out.println(setting.key() + " = " + setting.value());
        }
    }
}
