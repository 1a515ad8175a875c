package leela.ops.cli.upkeep;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.host.HostNeeds;
import leela.ops.host.HostSetting;
import leela.ops.host.HostSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code leela tune}: what this machine lacks for an engine, and the commands that mend it.
 * Errors: 1 where something lacks.
 */
@Command(
        name = "tune",
        description = {
            "Tell what this machine lacks for the engine of the configuration, with the commands that mend it.",
            "It changes nothing. Exit status 1 says that something lacks."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela tune", "  leela tune -c /etc/leela/leela.toml --json"})
public final class TuneCommand implements Callable<Integer> {

    private static final long HUGE_PAGE = 2L << 20;

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "As JSON: a list of objects.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final List<HostSetting> settings =
                HostSettings.of(Path.of("/"), HostNeeds.of(config.config(), hugePages(System.getenv())));
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            out.println(json(settings));
        } else {
            settings.forEach(setting -> print(out, setting));
        }
        out.flush();
        return settings.stream().anyMatch(setting -> setting.state() == HostSetting.State.LACKS)
                ? ExitStatus.FAILED
                : ExitStatus.GOOD;
    }

    /** A heap that is told to take large pages needs as many as it is large; this process has the engine's options. */
    private static long hugePages(final Map<String, String> environment) {
        return environment.getOrDefault("LEELA_JAVA_OPTS", "").contains("-XX:+UseLargePages")
                ? Runtime.getRuntime().maxMemory() / HUGE_PAGE + 1
                : 0;
    }

    private static void print(final PrintWriter out, final HostSetting setting) {
        final String state =
                switch (setting.state()) {
                    case OK -> "ok";
                    case LACKS -> "lacks";
                    case UNKNOWN -> "?";
                };
        final String wanted = setting.wanted().isEmpty() ? "" : " (wanted: " + setting.wanted() + ")";
        out.println(String.format(Locale.ROOT, "%-5s  %-24s %s%s", state, setting.name(), setting.found(), wanted));
        if (setting.state() == HostSetting.State.LACKS) {
            out.println("         " + setting.reason());
            out.println("         # " + setting.remedy());
        }
    }

    private static String json(final List<HostSetting> settings) throws IOException {
        final ObjectMapper json = new ObjectMapper();
        final ArrayNode list = json.createArrayNode();
        for (final HostSetting setting : settings) {
            final ObjectNode one = list.addObject();
            one.put("name", setting.name());
            one.put("state", setting.state().name().toLowerCase(Locale.ROOT));
            one.put("found", setting.found());
            if (setting.state() == HostSetting.State.LACKS) {
                one.put("wanted", setting.wanted());
                one.put("reason", setting.reason());
                one.put("remedy", setting.remedy());
            }
        }
        return json.writeValueAsString(list);
    }
}
