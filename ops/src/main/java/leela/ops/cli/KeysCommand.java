package leela.ops.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leela.engine.runtime.PrintableText;
import leela.io.http.PercentText;
import leela.ops.admin.KeysControl;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.cli.option.OneOf;
import leela.ops.cli.option.UrlOption;
import leela.ops.client.EngineKeys;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leela keys}: the keys that have a history, as they come. */
@Command(
        name = "keys",
        description = "List the keys that have a history, all or some.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  leela keys",
            "  leela keys web1",
            "  leela keys 'web-*.load.*'",
            "  leela keys --tag host=web1 --tag 'dc~^eu'",
            "  leela keys --count",
            "  leela keys --by-prefix 2"
        })
final class KeysCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Mixin
    private UrlOption url;

    @Parameters(
            paramLabel = "TEXT",
            arity = "0..1",
            defaultValue = "",
            description = "What the keys hold, in any case; or a glob, such as 'web-*.load.*': * stands for any bytes, "
                    + "? for one, [a-c] for one of these.")
    private String text;

    @Option(
            names = "--tag",
            paramLabel = "CONDITION",
            description = "Only keys for whose tags this holds: host=web1, host!=web1, host~^web (a regular expression "
                    + "is found in the value), host!~^web; may be given several times.")
    private List<String> tags = List.of();

    @Option(names = "--raw", description = "The bytes of keys as they are, whatever a terminal makes of them.")
    private boolean isRaw;

    @Option(names = "--count", description = "Only how many there are.")
    private boolean isCount;

    @Option(
            names = "--by-prefix",
            paramLabel = "PARTS",
            arity = "0..1",
            fallbackValue = "1",
            description =
                    "How many there are of each beginning, of one part up to a dot or of so many, most first. Tags are "
                            + "left out.")
    private Integer parts;

    @Option(names = "--json", description = "A JSON list of the keys as they are; with --by-prefix of objects.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        OneOf.check(spec, "--count", "--by-prefix");
        OneOf.check(spec, "--count", "--json");
        OneOf.check(spec, "--count", "--raw");
        OneOf.check(spec, "--json", "--raw");
        final PrintWriter out = spec.commandLine().getOut();
        final EngineKeys keys = new EngineKeys(config.config(), url.engine());
        if (isCount) {
            out.println(keys.count(asked()));
        } else if (parts != null) {
            if (parts < 1) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--by-prefix: " + parts + " (expected: 1 or more)");
            }
            final Map<String, Integer> counts = new HashMap<>();
            keys.list(
                    asked(), key -> counts.merge(prefix(isJson ? PercentText.key(key) : shown(key)), 1, Integer::sum));
            print(out, counts);
        } else if (isJson) {
            final String[] before = {"["};
            keys.list(asked(), key -> {
                out.print(before[0] + quoted(PercentText.key(key)));
                before[0] = ",\n";
            });
            out.println(before[0].equals("[") ? "[]" : "]");
        } else {
            keys.list(asked(), key -> out.println(shown(key)));
        }
        out.flush();
        return ExitStatus.GOOD;
    }

    private String shown(final byte[] key) {
        return isRaw ? PrintableText.raw(key) : PrintableText.ofKey(key);
    }

    /** The first parts of the key's name, with a star where more follow; a dot in a tag's value ends no part. */
    private String prefix(final String key) {
        final int tags = key.indexOf(';');
        final String name = tags < 0 ? key : key.substring(0, tags);
        int end = -1;
        for (int part = 0; part < parts; part++) {
            end = name.indexOf('.', end + 1);
            if (end < 0) {
                return tags < 0 ? key : name + ";*";
            }
        }
        return name.substring(0, end + 1) + "*";
    }

    private void print(final PrintWriter out, final Map<String, Integer> counts) {
        final Stream<Map.Entry<String, Integer>> sorted = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()));
        if (isJson) {
            out.println(sorted.map(one -> "{\"prefix\":" + quoted(one.getKey()) + ",\"keys\":" + one.getValue() + "}")
                    .collect(Collectors.joining(",\n", "[", "]")));
        } else {
            sorted.forEach(one -> out.printf(Locale.ROOT, "%9d  %s%n", one.getValue(), one.getKey()));
        }
    }

    /** The key itself once it is read, and nothing that a terminal would obey. */
    private static String quoted(final String text) {
        return PrintableText.ofJson(
                '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"');
    }

    private KeysControl.Asked asked() {
        return new KeysControl.Asked(
                glob(), tags.stream().map(PrintableText::keyOf).toList());
    }

    private byte[] glob() {
        final byte[] asked = PrintableText.keyOf(text);
        if (asked.length == 0 || EngineKeys.isGlob(asked)) {
            return asked;
        }
        final byte[] held = EngineKeys.inAnyCase(asked);
        final byte[] glob = new byte[held.length + 2];
        glob[0] = '*';
        System.arraycopy(held, 0, glob, 1, held.length);
        glob[glob.length - 1] = '*';
        return glob;
    }
}
