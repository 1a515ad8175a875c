package leela.ops.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import leela.engine.runtime.PrintableText;
import leela.ops.client.EngineKeys;
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
        footer = {"  leela keys", "  leela keys web1", "  leela keys 'web-*.load.*'"})
final class KeysCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Parameters(
            paramLabel = "TEXT",
            arity = "0..1",
            defaultValue = "",
            description = "What the keys hold; or a glob, such as 'web-*.load.*': * stands for any bytes, ? for one, "
                    + "[a-c] for one of these.")
    private String text;

    @Option(names = "--raw", description = "The bytes of keys as they are, whatever a terminal makes of them.")
    private boolean isRaw;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        new EngineKeys(config.config())
                .list(glob(), key -> out.println(isRaw ? PrintableText.raw(key) : PrintableText.ofKey(key)));
        out.flush();
        return ExitStatus.GOOD;
    }

    private byte[] glob() {
        final byte[] asked = PrintableText.keyOf(text);
        if (asked.length == 0 || EngineKeys.isGlob(asked)) {
            return asked;
        }
        final byte[] literal = EngineKeys.literal(asked);
        final byte[] glob = new byte[literal.length + 2];
        glob[0] = '*';
        System.arraycopy(literal, 0, glob, 1, literal.length);
        glob[glob.length - 1] = '*';
        return glob;
    }
}
