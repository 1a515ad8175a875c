package leela.adapters.directory;

import java.io.PrintStream;
import java.nio.file.Path;
import leela.engine.counters.Counters;
import leela.engine.spi.Directory.Entry;
import leela.engine.spi.DirectoryException;

/**
 * A process that puts entries into the directory of a folder until it is killed, and prints a line for each that is in.
 */
final class DirectoryWriter {

    private DirectoryWriter() {}

    static Entry entry(final int i) {
        return new Entry("[> " + i + "]", "^host" + i, "user" + i + "@localhost");
    }

    public static void main(final String[] arguments) throws DirectoryException {
        final PrintStream out = System.out;
        final FileDirectory directory = new FileDirectory(Path.of(arguments[0]), Counters.inMemory());
        for (int i = 0; !out.checkError(); i++) {
            directory.put("key" + i, entry(i));
            out.println(i);
            out.flush();
        }
    }
}
