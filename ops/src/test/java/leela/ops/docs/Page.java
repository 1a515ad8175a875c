package leela.ops.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One document, taken apart: its headings, and its fenced blocks with the notes for the tests above them.
 * Thread: immutable.
 *
 * @param file  where it is
 * @param lines as they are written
 */
record Page(Path file, List<String> lines) {

    private static final String FENCE = "```";
    private static final String INDENT = "    ";
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(\\d+(?:\\.\\d+)? )?(.+)");
    private static final Pattern NUMBERED_FILE = Pattern.compile("(?:\\d+-)?(.+)\\.md");
    private static final Pattern NOTE = Pattern.compile("<!-- (.+) -->");

    /** A heading; the number is empty where it has none. */
    record Heading(String number, String title) {

        /** The part behind {@code #} of a link to it, as GitHub makes it. */
        String anchor() {
            return (number + " " + title)
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
        }
    }

    /** The lines of a fenced block; {@code line} is its first, counted from 1. */
    record Block(String language, int line, List<String> lines, List<String> notes) {}

    /** The folder that holds the whole project. */
    static Path root() {
        Path up = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(up.resolve("ops/leela"))) {
            up = up.getParent();
        }
        return up;
    }

    /** All documents; recorded results are none. */
    static List<Page> all() {
        final Path root = root();
        final List<Path> folders = List.of(root, root.resolve("ops/docs"), root.resolve("perf"));
        return folders.stream()
                .flatMap(Page::markdownIn)
                .sorted()
                .map(Page::read)
                .toList();
    }

    private static Stream<Path> markdownIn(final Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".md")).toList().stream();
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static Page read(final Path file) {
        try {
            return new Page(file, Files.readAllLines(file));
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The page of {@code ops/docs} by which code cites it: {@code language} for {@code 23-language.md}. */
    static Page named(final String name) {
        return all().stream()
                .filter(page -> page.name().equals(name) && page.isCitable())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no page of the name " + name + " in ops/docs"));
    }

    /** The file's name without number and ending. */
    String name() {
        final Matcher form = NUMBERED_FILE.matcher(file.getFileName().toString());
        return form.matches() ? form.group(1) : "";
    }

    /** Whether code may cite it: only the pages in {@code ops/docs} have names that are theirs alone. */
    boolean isCitable() {
        return file.getParent().endsWith("docs");
    }

    List<Heading> headings() {
        return prose().stream()
                .map(HEADING::matcher)
                .filter(Matcher::matches)
                .map(form ->
                        new Heading(form.group(1) == null ? "" : form.group(1).strip(), form.group(2)))
                .toList();
    }

    /** What is in no fenced or indented block. */
    List<String> prose() {
        final List<String> prose = new ArrayList<>();
        boolean isFenced = false;
        for (final String line : lines) {
            if (line.startsWith(FENCE)) {
                isFenced = !isFenced;
            } else if (!isFenced && !line.startsWith(INDENT)) {
                prose.add(line);
            }
        }
        return prose;
    }

    List<Block> blocks(final String language) {
        final List<Block> blocks = new ArrayList<>();
        int index = 0;
        while (index < lines.size()) {
            if (lines.get(index).startsWith(FENCE)) {
                final int first = index + 1;
                int end = first;
                while (!lines.get(end).startsWith(FENCE)) {
                    end++;
                }
                blocks.add(new Block(
                        lines.get(index).substring(FENCE.length()),
                        first + 1,
                        lines.subList(first, end),
                        notesAbove(index)));
                index = end;
            }
            index++;
        }
        return blocks.stream()
                .filter(block -> block.language().equals(language))
                .toList();
    }

    /** The notes between {@code <!--} and {@code -->} on the lines directly above. */
    private List<String> notesAbove(final int fence) {
        final List<String> notes = new ArrayList<>();
        for (int index = fence - 1; index >= 0; index--) {
            final Matcher note = NOTE.matcher(lines.get(index));
            if (!note.matches()) {
                return notes;
            }
            notes.add(0, note.group(1));
        }
        return notes;
    }

    @Override
    public String toString() {
        return root().relativize(file).toString();
    }
}
