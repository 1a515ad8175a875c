package leela.ops.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.terminal.OutputException;
import leela.ops.terminal.StandardStream;

/**
 * {@code leela run}, with {@code -c FILE} or without, as every service starts it: understood by itself, since to read
 * the declarations of all commands takes a third of a start. Whatever else is written goes to {@link LeelaCommand},
 * which gives the same for these words.
 * Thread: main.
 */
public final class PlainRun {

    private static final List<String> CONFIG = List.of("-c", "--config");

    private PlainRun() {}

    /** The exit status, once it has ended; empty where the words are others. */
    public static Optional<Integer> execute(final String... arguments) {
        return config(arguments)
                .map(config -> run(config, new PrintWriter(StandardStream.out()), CommandFailure.err()));
    }

    /** The configuration that these words ask to run, where they ask for no more. */
    static Optional<ConfigOption> config(final String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals("run")) {
            return Optional.empty();
        }
        if (arguments.length == 1) {
            return Optional.of(new ConfigOption());
        }
        // a word that begins with one of these may be an option, or a file of further words
        final boolean isPlain =
                arguments.length == 3 && CONFIG.contains(arguments[1]) && arguments[2].matches("[\\w./].*");
        return isPlain ? Optional.of(ConfigOption.of(Path.of(arguments[2]))) : Optional.empty();
    }

    private static int run(final ConfigOption config, final PrintWriter out, final PrintWriter err) {
        try {
            final int status = new EngineRun(config, out, err).untilItEnds();
            out.flush();
            return status;
        } catch (final OutputException lost) {
            return CommandFailure.of(lost, err);
        } catch (final Exception failed) {
            return failed(failed, err);
        } finally {
            err.flush();
        }
    }

    private static int failed(final Exception error, final PrintWriter err) {
        try {
            return CommandFailure.of(error, err);
        } catch (final Exception fault) {
            fault.printStackTrace(err);
            return ExitStatus.FAILED;
        }
    }
}
