package leela.ops.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the commands of a file, one a line, their words apart by tabs, and prints what each printed and its status. */
public final class EveryCommand {

    private EveryCommand() {}

    public static void main(final String[] arguments) throws IOException {
        final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (final String line : Files.readAllLines(Path.of(arguments[0]))) {
            final String[] words = line.split("\t");
            final Invocation ended = Invocation.of(words);
            out.print("== " + words[0] + " " + ended.status() + "\n" + ended.out() + ended.err());
        }
        out.flush();
    }
}
