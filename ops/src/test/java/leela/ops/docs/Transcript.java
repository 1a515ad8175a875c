package leela.ops.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A {@code console} block of a page: commands behind {@code $}, their further lines behind {@code >}, and what they
 * print. Notes above it tell what a test must know:
 *
 * <pre>
 *   not run: REASON          nobody runs it
 *   needs: PROGRAM           left out where there is no such program
 *   background               goes on while the page does; the next block waits for what it prints, or for:
 *   until: COMMAND           what it prints is looked for at the page's end, and the next block waits for this to
 * succeed
 *   exit status: N           how its last command ends, where not with 0
 *   on a terminal            its commands write to a terminal of 80 columns
 * </pre>
 *
 * Several stand apart by {@code ;}, and {@code until} comes last.
 * Thread: immutable.
 */
record Transcript(Page.Block block, List<Step> steps) {

    private static final String COMMAND = "$ ";
    private static final String CONTINUATION = "> ";
    private static final String LOG = "time=";
    /** Stands for the rest of a line, or, alone on it, for any lines. */
    private static final String GAP = "…";
    /** What is another number each time: times since 2020, versions, durations, process ids. */
    private static final List<Varying> VARYING = List.of(
            new Varying("\\b20[2-9]\\d-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|[+-]\\d\\d:\\d\\d)?"),
            new Varying("\\b1[6-9]\\d{8}(?:\\.\\d+)?\\b"),
            new Varying("\\d+\\.\\d+ m?s\\b"),
            new Varying("\\b\\d+\\.\\d+\\.\\d+(?:-SNAPSHOT)?\\b"),
            new Varying(" +"));

    /** A command and what it prints. */
    record Step(String command, List<String> output) {

        /** Whether it changes nothing, so that it may be asked again until what was written can be read. */
        boolean isReading() {
            return command.matches(
                    "(?s)(ops/leela (history|keys|stat|refused)|curl -s '?localhost)[^|]*(\\| *grep.*)?");
        }
    }

    private record Varying(String pattern) {}

    static Transcript of(final Page.Block block) {
        final List<Step> steps = new ArrayList<>();
        for (final String line : block.lines()) {
            if (line.startsWith(COMMAND)) {
                steps.add(new Step(line.substring(COMMAND.length()), List.of()));
            } else if (steps.isEmpty()) {
                throw new AssertionError("line " + block.line() + ": no command begins the block");
            } else {
                final Step last = steps.remove(steps.size() - 1);
                steps.add(
                        line.startsWith(CONTINUATION) && last.output().isEmpty()
                                ? longer(last, line)
                                : more(last, line));
            }
        }
        return new Transcript(block, steps);
    }

    private static Step longer(final Step step, final String line) {
        return new Step(step.command() + "\n" + line.substring(CONTINUATION.length()), step.output());
    }

    private static Step more(final Step step, final String line) {
        final List<String> output = new ArrayList<>(step.output());
        output.add(line);
        return new Step(step.command(), output);
    }

    /** What stands behind {@code name:} in a note; empty for a name alone. */
    Optional<String> note(final String name) {
        for (final String note : block.notes()) {
            for (final String part : note.split("; (?!.*until:.*; )")) {
                if (part.equals(name)) {
                    return Optional.of("");
                }
                if (part.startsWith(name + ": ")) {
                    return Optional.of(part.substring(name.length() + 2));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether the lines that were printed are those that are shown; the log's depend on the machine. */
    static boolean isShown(final List<String> shown, final String printed) {
        final String told = printed.lines()
                .filter(line -> !line.startsWith(LOG))
                .map(String::strip)
                .collect(Collectors.joining("\n"));
        return patternOf(shown).matcher(told.strip() + "\n").matches();
    }

    private static Pattern patternOf(final List<String> shown) {
        final StringBuilder pattern = new StringBuilder("(?s)");
        for (final String line : shown) {
            pattern.append(line.equals(GAP) ? "(?:[^\\n]*\\n)*?" : patternOf(line.strip()) + "\\n");
        }
        return Pattern.compile(shown.isEmpty() ? "\\s*" : pattern.toString());
    }

    private static String patternOf(final String line) {
        if (line.isEmpty()) {
            return "";
        }
        for (final Varying varying : VARYING) {
            final var found = Pattern.compile(varying.pattern()).matcher(line);
            if (found.find()) {
                return patternOf(line.substring(0, found.start()))
                        + "(?:" + varying.pattern() + ")"
                        + patternOf(line.substring(found.end()));
            }
        }
        final int gap = line.indexOf(GAP);
        return gap < 0
                ? Pattern.quote(line)
                : String.format(
                        Locale.ROOT,
                        "%s[^\\n]*%s",
                        patternOf(line.substring(0, gap)),
                        patternOf(line.substring(gap + GAP.length())));
    }
}
