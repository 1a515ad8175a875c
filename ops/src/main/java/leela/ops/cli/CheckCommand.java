package leela.ops.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.runtime.HeapShare;
import leela.engine.runtime.PrintableText;
import leela.engine.series.SeriesLimits;
import leela.ops.check.ConfigCheck;
import leela.ops.check.NamedFiles;
import leela.ops.cli.option.ConfigOption;
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

    private static final Pattern LINE = Pattern.compile("(\\d{1,9}): ");
    private static final int USUAL_KEY = 40;
    private static final int MIB_SHIFT = 20;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    /** Which line of the file a fault stands at; those of other files come behind. */
    private int line(final String fault) {
        final String place = config.source() + ":";
        final Matcher line = LINE.matcher(fault);
        return fault.startsWith(place) && line.find(place.length()) && line.start() == place.length()
                ? Integer.parseInt(line.group(1))
                : Integer.MAX_VALUE;
    }

    @Override
    public void run() {
        final ConfigFile file = config.read();
        final ConfigCheck check = new ConfigCheck(file.config());
        for (final String warning : check.warnings()) {
            spec.commandLine()
                    .getErr()
                    .println("leela: warning: " + PrintableText.of(file.placed().apply(warning)));
        }
        final List<String> faults = new ArrayList<>(check.faults());
        faults.addAll(NamedFiles.unreadable(file));
        if (!faults.isEmpty()) {
            throw new ConfigException(faults.stream()
                    .map(file.placed())
                    .distinct()
                    .sorted(Comparator.comparingInt(this::line))
                    .toList());
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
        final SeriesLimits series = file.config().engine().seriesLimits(HeapShare.SERIES.bytes());
        out.println();
        out.println(String.format(
                Locale.ROOT,
                "# With the heap that the engine has here, series take at most %,d MiB: %,d with keys of %d bytes.%n"
                        + "# One sender may make %,d new ones within an hour.",
                series.maxBytes() >> MIB_SHIFT,
                Math.min(series.maxSeries(), series.maxBytes() / SeriesLimits.bytes(USUAL_KEY)),
                USUAL_KEY,
                series.maxNew()));
    }
}
