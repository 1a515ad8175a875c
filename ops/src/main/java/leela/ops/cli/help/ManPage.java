package leela.ops.cli.help;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page in the language of man, made of what the commands say in their help.
 * Thread: one; used for one page.
 */
final class ManPage {

    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    static String of(final Help leela, final String version) {
        final ManPage man = new ManPage();
        final CommandSpec spec = leela.commandSpec();
        man.page.append(".TH LEELA 1 \"\" \"leela ").append(version).append("\" \"User Commands\"\n");
        man.heading("NAME");
        man.lines(List.of("leela - " + String.join(" ", spec.usageMessage().description())));
        man.heading("SYNOPSIS");
        man.lines(List.of("leela COMMAND [OPTION]... [ARGUMENT]..."));
        CommandGroups.all().forEach((heading, names) -> {
            man.heading(heading);
            names.forEach(name -> man.command(leela.subcommands().get(name)));
        });
        man.heading("EXIT STATUS");
        spec.usageMessage().exitCodeList().forEach(man::item);
        return man.page.toString();
    }

    private void command(final Help command) {
        final CommandSpec spec = command.commandSpec();
        page.append(".SS ").append(escaped(plain(command.synopsis(0)).strip())).append('\n');
        lines(List.of(spec.usageMessage().description()));
        for (final PositionalParamSpec parameter : spec.positionalParameters()) {
            item(parameter.paramLabel(), String.join(" ", parameter.description()));
        }
        for (final OptionSpec option : spec.options()) {
            final String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
            item(String.join(", ", option.names()) + value, String.join(" ", option.description()));
        }
        if (spec.usageMessage().footer().length > 0) {
            page.append(".PP\n.nf\n");
            for (final String example : spec.usageMessage().footer()) {
                page.append(escaped(String.format(Locale.ROOT, example))).append('\n');
            }
            page.append(".fi\n");
        }
        command.subcommands().values().forEach(this::command);
    }

    private void heading(final String text) {
        page.append(".SH \"").append(escaped(text)).append("\"\n");
    }

    private void item(final String term, final String meaning) {
        page.append(".TP\n.B ")
                .append(escaped(term))
                .append('\n')
                .append(escaped(meaning))
                .append('\n');
    }

    private void lines(final List<String> lines) {
        lines.forEach(line -> page.append(escaped(line)).append('\n'));
    }

    private static String plain(final String text) {
        return Ansi.OFF.string(text);
    }

    /** Nothing in it is taken for a request to man: backslashes, hyphens that are meant, and dots that begin a line. */
    private static String escaped(final String text) {
        final String quoted = text.replace("\\", "\\e").replace("-", "\\-");
        return quoted.startsWith(".") || quoted.startsWith("'") ? "\\&" + quoted : quoted;
    }
}
