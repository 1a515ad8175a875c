package leela.adapters.cassandra;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Locale;
import leela.engine.spi.StoreBatch;
import leela.engine.spi.StoreException;

/**
 * Which engine wrote a row: six digits, chosen once and kept beside the journal. They are the last ones of the version
 * of each of its rows, so that what two engines write of one series in one millisecond are two rows.
 * Thread: any.
 * Errors: {@link StoreException} where the file cannot be read or written; one that is damaged is made anew.
 */
final class WriterNumber {

    private final long number;

    WriterNumber(final Path folder) {
        final Path file = folder.resolve("writer");
        try {
            number = Files.exists(file) ? read(file) : choose(file);
        } catch (final IOException refused) {
            throw new StoreException(
                    "The file " + file + " cannot be used: " + refused.getMessage() + ".", false, refused);
        }
    }

    /** The version of this engine's rows of a batch. */
    long version(final long batchVersion) {
        return batchVersion - Math.floorMod(batchVersion, StoreBatch.VERSION_STEP) + number;
    }

    private static long read(final Path file) throws IOException {
        final String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        return text.matches("[0-9]{6}") ? Long.parseLong(text) : choose(file);
    }

    private static long choose(final Path file) throws IOException {
        final int chosen = new SecureRandom().nextInt((int) StoreBatch.VERSION_STEP);
        final Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, String.format(Locale.ROOT, "%06d%n", chosen), StandardCharsets.ISO_8859_1);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return chosen;
    }
}
