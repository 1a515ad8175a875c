package leela.adapters.cassandra;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import leela.engine.keys.KeyCase;
import leela.engine.spi.StoreException;

/**
 * How the keyspace stored keys when it was last reached, so that the journal can be read while it is not.
 * Thread: one at a time.
 */
final class KeyCaseFile {

    private final Path file;

    KeyCaseFile(final Path folder) {
        file = folder.resolve("keys");
    }

    /** Empty where it was never reached, or nothing legible says so. */
    Optional<KeyCase> read() {
        try {
            final String text = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
            return Arrays.stream(KeyCase.values())
                    .filter(one -> one.name().equals(text.strip()))
                    .findFirst();
        } catch (final IOException refused) {
            throw failure(refused);
        }
    }

    void write(final KeyCase found) {
        if (read().equals(Optional.of(found))) {
            return;
        }
        try {
            Files.writeString(file, found.name() + "\n", StandardCharsets.ISO_8859_1);
        } catch (final IOException refused) {
            throw failure(refused);
        }
    }

    private StoreException failure(final IOException refused) {
        return new StoreException("The file " + file + " cannot be used: " + refused.getMessage() + ".", true, refused);
    }
}
