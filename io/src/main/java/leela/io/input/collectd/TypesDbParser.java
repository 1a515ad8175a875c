package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import leela.engine.runtime.PlainFile;
import leela.engine.series.Bounds;
import leela.engine.series.MetricType;
import leela.io.input.collectd.DataSet.DataSource;
import leela.io.input.collectd.wire.CollectdDescriptor;

/**
 * Reads types.db files, as collectd does: where a type stands twice, the later one holds, also across files.
 *
 * <pre>
 *   # comment
 *   load    shortterm:GAUGE:0:5000, midterm:GAUGE:0:5000, longterm:GAUGE:0:5000
 *   type    name:kind:minimum:maximum, the bounds numbers or U; kinds in any case
 * </pre>
 *
 * Thread: any.
 * Errors: a line that cannot be read costs itself, and is told with file and line; of many, the first few.
 */
final class TypesDbParser {

    private static final String EXPECTED = " (expected: name:kind:minimum:maximum)";
    private static final String UNBOUNDED = "U";
    private static final int FIELDS = 4;

    private static final int MOST_TOLD = 20;

    private final Map<String, DataSet> types = new HashMap<>();
    private final Consumer<String> warnings;
    private int skipped;
    private Path file;
    private int line;

    private TypesDbParser(final Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /** {@code warnings} is told of each line that is left out: {@code file:line: what}. */
    static TypesDb read(final List<Path> files, final Consumer<String> warnings) throws IOException {
        final TypesDbParser parser = new TypesDbParser(warnings);
        for (final Path file : files) {
            parser.readFile(file);
        }
        if (parser.skipped > MOST_TOLD) {
            warnings.accept((parser.skipped - MOST_TOLD) + " more lines of types_db cannot be read");
        }
        return new TypesDb(parser.types);
    }

    private void readFile(final Path of) throws IOException {
        file = of;
        line = 0;
        for (final String text : PlainFile.text(of, ISO_8859_1).lines().toList()) {
            line++;
            final String[] words = text.trim().split("\\s+");
            if (!words[0].isEmpty() && words[0].charAt(0) != '#') {
                readLine(words);
            }
        }
    }

    private void readLine(final String[] words) {
        try {
            readType(words);
        } catch (final FileFormatException unreadable) {
            if (++skipped <= MOST_TOLD) {
                warnings.accept(unreadable.getMessage());
            }
        }
    }

    private void readType(final String[] words) throws FileFormatException {
        final String type = words[0];
        if (type.length() > CollectdDescriptor.MAX_NAME_LENGTH) {
            throw broken("type of " + type.length() + " characters (expected: <= " + CollectdDescriptor.MAX_NAME_LENGTH
                    + ")");
        }
        if (words.length == 1) {
            throw broken("type " + type + " has no values" + EXPECTED);
        }
        final List<DataSource> sources = new ArrayList<>(words.length - 1);
        for (int i = 1; i < words.length; i++) {
            sources.add(source(words[i]));
        }
        types.put(type, new DataSet(type, sources));
    }

    private DataSource source(final String word) throws FileFormatException {
        final String text = word.endsWith(",") ? word.substring(0, word.length() - 1) : word;
        final String[] fields = text.split(":", -1);
        if (fields.length != FIELDS || fields[0].isEmpty()) {
            throw broken(text + EXPECTED);
        }
        final Bounds bounds =
                new Bounds(bound(fields[2], Bounds.NONE.minimum()), bound(fields[3], Bounds.NONE.maximum()));
        return new DataSource(fields[0], kind(fields[1]), bounds);
    }

    private MetricType kind(final String name) throws FileFormatException {
        try {
            return MetricType.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (final IllegalArgumentException unknown) {
            throw broken("kind " + name + " (expected: COUNTER, GAUGE, DERIVE or ABSOLUTE)");
        }
    }

    private double bound(final String text, final double unbounded) throws FileFormatException {
        if (UNBOUNDED.equalsIgnoreCase(text)) {
            return unbounded;
        }
        try {
            return Double.parseDouble(text);
        } catch (final NumberFormatException notANumber) {
            throw broken("bound " + text + " (expected: a number or U)");
        }
    }

    private FileFormatException broken(final String what) {
        return new FileFormatException(file, line, what);
    }
}
