package leela.ops.service;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import leela.engine.counters.Counters;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The counters of a data folder as another process sees them.
 * Thread: any.
 * Errors: {@link StartException} where the file is none of an engine of this version.
 */
public final class CountersFile {

    private CountersFile() {}

    /** Where it is. */
    public static Path in(final Path dataDir) {
        return dataDir.resolve(DataDirectory.COUNTERS);
    }

    /** Maps it, read only; what the engine counts is seen at once. */
    public static Counters open(final Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return Counters.of(new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())));
        } catch (final IllegalArgumentException foreign) {
            throw new StartException(file + ": " + foreign.getMessage() + " of Leela", foreign);
        } catch (final IOException unreadable) {
            throw new StartException(file + ": cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
