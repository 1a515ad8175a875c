package leela.io.input.collectd;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A line of a types_db or auth file that cannot be read. The message is {@code file:line: what (expected: …)}. Thread:
 * immutable.
 */
public final class FileFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    FileFormatException(final Path file, final int line, final String what) {
        super(file + ":" + line + ": " + what);
    }
}
