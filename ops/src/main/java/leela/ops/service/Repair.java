package leela.ops.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import leela.adapters.embedded.StoreRepair;
import leela.engine.runtime.SystemClock;
import leela.engine.spi.StoreException;
import leela.ops.config.Config;
import leela.ops.config.StorageBackend;

/**
 * Puts in order what the disk has damaged of a data folder.
 * Thread: any.
 * Errors: {@link StartException} where an engine runs there, there is no embedded store, or the disk refuses.
 */
public final class Repair {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Repair() {}

    /**
     * What was done.
     *
     * @param aside where the damaged store lies; the store's own place where nothing was changed
     * @param rows  of the new store; 0 where nothing was changed
     */
    public record Report(List<StoreRepair.Damaged> damaged, Path aside, long rows) {}

    /** Looks at every file of the store, and makes a new one of what is whole; with {@code isCheck} it only looks. */
    public static Report of(final Config config, final boolean isCheck) throws IOException {
        if (config.storageBackend() != StorageBackend.EMBEDDED) {
            throw new StartException("storage.backend is not \"embedded\": Cassandra repairs its own files");
        }
        try (DataDirectory data = new DataDirectory(config.leela())) {
            final Path store = Storage.store(data.folder());
            if (!Files.isDirectory(store)) {
                throw new StartException(store.toAbsolutePath() + ": there is no store");
            }
            NativeLibraries.load(config, data.folder());
            final List<StoreRepair.Damaged> damaged = StoreRepair.check(store);
            if (damaged.isEmpty() || isCheck) {
                return new Report(damaged, store, 0);
            }
            final Path aside = store.resolveSibling(
                    "store-damaged-" + NAME.format(Instant.ofEpochSecond(0, new SystemClock().timeNs())));
            final StoreRepair.Outcome outcome = StoreRepair.repair(store, aside);
            return new Report(outcome.damaged(), aside, outcome.kept());
        } catch (final StoreException refused) {
            throw new StartException(refused.getMessage(), refused);
        }
    }
}
