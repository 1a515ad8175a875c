package leela.ops.cli.help;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/**
 * The list of commands, in groups of what one does with them.
 * Thread: any.
 */
public final class CommandGroups implements IHelpSectionRenderer {

    private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("Run the engine", List.of("run", "reload", "check", "schema", "selftest", "token", "tune"));
        GROUPS.put("Send metrics to it", List.of("send", "explain"));
        GROUPS.put("Read", List.of("query", "history", "keys"));
        GROUPS.put("Look inside", List.of("status", "stat", "top", "queries", "refused"));
        GROUPS.put("Alerts", List.of("alerts", "why", "ack", "close", "silence", "unsilence", "test", "notify"));
        GROUPS.put("Keep a copy, or delete", List.of("backup", "restore", "repair", "delete"));
        GROUPS.put("Get help", List.of("help", "version", "completion", "man"));
    }

    /** Headings with the names of the commands below them, in the order they are shown. */
    public static Map<String, List<String>> all() {
        return GROUPS;
    }

    /** The first line of what a command says of itself. */
    static String summary(final Help command) {
        final String[] description = command.commandSpec().usageMessage().description();
        return description.length == 0 ? "" : description[0];
    }

    @Override
    public String render(final Help help) {
        if (help.subcommands().isEmpty()) {
            return "";
        }
        final StringBuilder text = new StringBuilder();
        GROUPS.forEach((heading, names) -> {
            final Help.TextTable table = Help.TextTable.forColumns(
                    help.colorScheme(),
                    new Help.Column(14, 2, Help.Column.Overflow.SPAN),
                    new Help.Column(help.commandSpec().usageMessage().width() - 14, 2, Help.Column.Overflow.WRAP));
            for (final String name : names) {
                final Help command = help.subcommands().get(name);
                table.addRowValues(
                        help.colorScheme().commandText(name), help.colorScheme().text(summary(command)));
            }
            text.append(String.format(Locale.ROOT, "%n%s:%n", heading)).append(table);
        });
        return text.toString();
    }
}
