package leela.ops.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import leela.adapters.embedded.EmbeddedBackup;
import leela.adapters.embedded.StoreRepair;
import leela.ops.config.Config;
import leela.ops.config.LeelaConfig;

/**
 * Puts a backup into a data folder.
 * Thread: any.
 * Errors: {@link StartException} where an engine runs there, a history is there already, or the backup is none.
 */
public final class Restore {

    private Restore() {}

    /**
     * What was done.
     *
     * @param store where it is now
     * @param made  when the backup was
     */
    public record Report(Path store, int files, long bytes, Instant made) {}

    public static Report into(final LeelaConfig config, final Path backup) throws IOException {
        EmbeddedBackup.fault(backup).ifPresent(fault -> {
            throw new StartException(fault);
        });
        try (DataDirectory data = new DataDirectory(config)) {
            data.leaveUnused();
            // a journal counts its entries in the store's terms: those of another history would be taken for stored
            for (final Path part : new Path[] {Storage.store(data.folder()), Storage.journal(data.folder())}) {
                if (!isEmpty(part)) {
                    throw new StartException(
                            part.toAbsolutePath() + ": is there already; move it away before a backup is restored");
                }
            }
            EmbeddedBackup.restore(backup, Storage.store(data.folder()));
            // they tell of a journal that was moved away
            Files.deleteIfExists(CountersFile.in(data.folder()));
            return report(backup, Storage.store(data.folder()));
        }
    }

    private static Report report(final Path backup, final Path store) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            final List<Path> all = files.toList();
            long bytes = 0;
            for (final Path file : all) {
                bytes += Files.size(file);
            }
            return new Report(store, all.size(), bytes, EmbeddedBackup.made(backup));
        }
    }

    /** What is damaged of what was restored; every file of it is read. */
    public static List<StoreRepair.Damaged> damaged(final Config config) throws IOException {
        try (DataDirectory data = new DataDirectory(config.leela())) {
            data.leaveUnused();
            NativeLibraries.load(config, data.folder());
            return StoreRepair.check(Storage.store(data.folder()));
        }
    }

    private static boolean isEmpty(final Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
