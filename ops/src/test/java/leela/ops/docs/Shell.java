package leela.ops.docs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A shell in which the commands of a page are run, one after another, in a network of its own where the system allows
 * that: so the ports that the pages name are free.
 * Thread: the test's.
 * Errors: a command that does not end in time ends the shell.
 */
final class Shell implements AutoCloseable {

    private static final String END = "\u0004";
    private static final long PATIENCE_S = 60;

    private final Path folder;
    private final Process process;
    private final Writer in;
    private final BufferedReader out;
    private final List<Long> background = new ArrayList<>();
    private int count;

    /** What a command printed, errors included, and how it ended. */
    record Result(int status, String output) {}

    Shell(final Path folder, final ProcessBuilder environment) throws IOException {
        this.folder = folder;
        environment.command(hasOwnNetwork() ? ownNetwork("exec bash --norc") : List.of("bash", "--norc"));
        process =
                environment.directory(folder.toFile()).redirectErrorStream(true).start();
        in = process.outputWriter(StandardCharsets.UTF_8);
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    static boolean hasOwnNetwork() {
        try {
            return new ProcessBuilder(ownNetwork("true")).start().waitFor() == 0;
        } catch (final IOException | InterruptedException unavailable) {
            return false;
        }
    }

    private static List<String> ownNetwork(final String command) {
        return List.of("unshare", "--map-root-user", "--net", "bash", "-c", "ip link set lo up && " + command);
    }

    boolean has(final String program) {
        return run("command -v " + program).status() == 0;
    }

    Result run(final String command) {
        return call(". " + script(command) + " </dev/null");
    }

    /** As {@link #run}, writing to a terminal of 80 columns. */
    Result runOnTerminal(final String command) {
        return call("script -qec 'stty cols 80 -onlcr; . " + script(command) + "' /dev/null </dev/null");
    }

    /** Starts a command that goes on; gives the file where it prints. */
    Path start(final String command) {
        final Path printed = write("printed-" + count, "");
        final String started = call("set -m; . " + script(command) + " </dev/null >" + printed
                        + " 2>&1 & set +m; echo $!")
                .output();
        background.add(Long.parseLong(
                started.strip().lines().reduce((first, last) -> last).orElseThrow()));
        return printed;
    }

    private Path script(final String command) {
        return write("command-" + ++count, command + "\n");
    }

    private Path write(final String name, final String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Result call(final String command) {
        final Executor later = CompletableFuture.delayedExecutor(PATIENCE_S, TimeUnit.SECONDS);
        final CompletableFuture<Void> deadline = CompletableFuture.runAsync(this::destroy, later);
        try {
            in.write(command + "\nprintf '\\n" + END + "%s\\n' $?\n");
            in.flush();
            final StringBuilder output = new StringBuilder();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(END)) {
                    return new Result(Integer.parseInt(line.substring(END.length())), output.toString());
                }
                output.append(line).append('\n');
            }
            throw new AssertionError("the shell ended in the middle of: " + command + "\n" + output);
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            deadline.cancel(false);
        }
    }

    /** Ends what goes on in the background, waits until it has ended, and ends the shell. */
    @Override
    public void close() {
        try {
            for (final long group : background) {
                call("kill -- -" + group + "; while kill -0 -- -" + group + "; do sleep 0.02; done");
            }
            call("kill $(jobs -p); wait");
        } finally {
            destroy();
        }
    }

    private void destroy() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
