package leela.ops.cli.alert;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import leela.engine.runtime.PrintableText;
import leela.ops.admin.AlertsControl;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leela close}: an alert is over, whatever its series say. */
@Command(
        name = "close",
        description = {
            "Close an alert, such as that of a host that is gone for good; or with a regex all that are open, and in "
                    + "whose name or group it is found: without --yes it shows which these are.",
            "Who was told of it is told who has closed it. Should a value come again, it begins anew."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  leela close 4711 this host is gone",
            "  leela close 4711 4712 --text \"these hosts are gone\"",
            "  leela close ^web1",
            "  leela close ^web1 --yes \"this host is gone\""
        })
public final class CloseCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Parameters(
            index = "0",
            paramLabel = "NUMBER|REGEX",
            description = "The number that was told with the alert, or what is found in its name or group.")
    private String number;

    @Option(names = "--yes", description = "Close all that match the REGEX.")
    private boolean isSure;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "NUMBER|TEXT", description = SaidText.WORDS)
    private List<String> words = List.of();

    @Mixin
    private SaidText text;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (number.matches("\\d+")) {
            final SaidText.Meant meant = text.behind(spec, number, words);
            return close(meant.numbers(), meant.text());
        }
        return closeMatching(text.said(spec, words));
    }

    private int close(final List<String> numbers, final String said) {
        return Said.ofEach(config.config().leela(), spec, numbers, one -> "CLOSE " + one + Said.text(said) + ";");
    }

    private int closeMatching(final String said) {
        final PrintWriter out = spec.commandLine().getOut();
        final List<JsonNode> open = AlertsControl.askOpen(config.config().leela(), number).stream()
                .filter(row -> row.path("number").asLong() > 0)
                .toList();
        if (open.isEmpty()) {
            out.println(PrintableText.of("No alert is open that matches " + number + "."));
        } else if (isSure) {
            return close(
                    open.stream()
                            .map(row -> row.path("number").asText())
                            .distinct()
                            .toList(),
                    said);
        } else {
            open.forEach(row -> out.println(PrintableText.of("#"
                    + row.path("number").asText() + " "
                    + row.path("state").asText() + " " + row.path("alert").asText() + " "
                    + row.path("group").asText())));
            out.println(open.size() + (open.size() == 1 ? " alert" : " alerts") + " would be closed: say --yes");
        }
        out.flush();
        return ExitStatus.FAILED;
    }
}
