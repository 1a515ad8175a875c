package leela.ops.cli.upkeep;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import leela.adapters.embedded.StoreRepair;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.service.Repair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code leela repair}: finds the damaged files of a store, sets the store aside, and goes on with what is whole.
 * Errors: 1 with {@code --check} where something is damaged.
 */
@Command(
        name = "repair",
        description = {
            "Find damaged files of the store, and make a new one of what is whole; no engine may be running on it.",
            "Of a damaged file it keeps all rows but those of the damaged blocks; --check tells how many these are.",
            "The damaged store is set aside unchanged. It needs as much room on the disk as the store takes."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela repair --check", "  leela repair"})
public final class RepairCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Option(names = "--check", description = "Only look; exit status 1 says that something is damaged.")
    private boolean isCheck;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final Repair.Report report = Repair.of(config.config(), isCheck);
        final PrintWriter out = spec.commandLine().getOut();
        for (final StoreRepair.Damaged one : report.damaged()) {
            out.println("damaged: " + one.file() + rows(one) + ": " + one.reason());
        }
        if (report.damaged().isEmpty()) {
            out.println("nothing is damaged");
        } else {
            out.println("a row is a part of one key's history, of up to 1,024 points");
        }
        if (!report.damaged().isEmpty() && !isCheck) {
            out.println("set aside: " + report.aside().toAbsolutePath().normalize());
            out.println(String.format(Locale.ROOT, "kept: %,d rows", report.rows()));
        }
        out.flush();
        return isCheck && !report.damaged().isEmpty() ? ExitStatus.FAILED : ExitStatus.GOOD;
    }

    private static String rows(final StoreRepair.Damaged one) {
        return one.entries() < 0
                ? String.format(Locale.ROOT, ", of whose rows %,d can be read", one.readable())
                : String.format(Locale.ROOT, ", of whose %,d rows %,d can be read", one.entries(), one.readable());
    }
}
