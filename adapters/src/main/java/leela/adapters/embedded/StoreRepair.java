package leela.adapters.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import leela.adapters.embedded.table.TableFile;
import leela.engine.runtime.SystemClock;
import leela.engine.spi.StoreException;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Makes a new store of what can be read of a damaged one, which is set aside whole: nothing of it is changed.
 *
 * <pre>
 *   files        [a……c]  [d…X…g]  [h………k]          X: damaged
 *   rows copied   as the store shows them | what can be read of each file | as the store shows them
 * </pre>
 *
 * Where a damaged file reached, other files are read one by one, the older first; what they no longer hold for deleted
 * may come back there.
 * Thread: one; no engine may have the store open.
 * Memory: a batch of rows; as much room on the disk as the store takes.
 * Errors: {@link StoreException}; then the store is as it was.
 */
public final class StoreRepair {

    private static final String TABLES = "*.sst";
    private static final String NEXT = ".repaired";
    private static final int BATCH_BYTES = 1 << 20;

    /**
     * A file that is damaged or missing.
     *
     * @param entries  rows that it held; -1 where nobody can say
     * @param readable rows of it that can be read in spite of that
     */
    public record Damaged(String file, long entries, long readable, String reason) {}

    private record Fault(String reason, long readable) {}

    /** What was found, and how many rows the new store has. */
    public record Outcome(List<Damaged> damaged, long kept) {}

    /** A file that the store lists, or that lies there where the list itself is gone. */
    private record Table(Path path, int level, long newest, byte[] first, byte[] last, long entries) {

        /** Where nothing is known of it, it may hold any row. */
        boolean reaches(final byte[] from, final byte[] to) {
            return (to == null || first == null || Arrays.compareUnsigned(first, to) < 0)
                    && (from == null || last == null || Arrays.compareUnsigned(last, from) >= 0);
        }
    }

    private final Path directory;
    private final Options options = new Options().setParanoidChecks(false);
    /** The store as it can be opened in spite of all; null where it cannot. */
    private final RocksDB old;

    private final List<Table> tables;
    private final Map<Path, Fault> faults = new HashMap<>();
    private long kept;

    private StoreRepair(final Path directory) throws IOException {
        this.directory = directory;
        old = open();
        tables = old == null ? lying() : listed();
        for (final Table table : tables) {
            faultOf(table.path()).ifPresent(fault -> faults.put(table.path(), fault));
        }
    }

    /** What is damaged; nothing is changed. */
    public static List<Damaged> check(final Path store) throws IOException {
        final StoreRepair repair = new StoreRepair(store);
        try {
            return repair.damaged();
        } finally {
            repair.close();
        }
    }

    /** Makes a new store in the place of this one, which is moved to {@code aside}. */
    public static Outcome repair(final Path store, final Path aside) throws IOException {
        final Path next = store.resolveSibling(store.getFileName() + NEXT);
        delete(next);
        final StoreRepair repair = new StoreRepair(store);
        try {
            Files.createDirectory(next);
            repair.copyTo(next);
        } catch (final RocksDBException refused) {
            throw new StoreException("The repaired store cannot be written: " + refused.getMessage(), false, refused);
        } finally {
            repair.close();
        }
        Files.move(store, aside);
        Files.move(next, store);
        return new Outcome(repair.damaged(), repair.kept);
    }

    private List<Damaged> damaged() {
        final List<Damaged> damaged = new ArrayList<>();
        for (final Table table : tables) {
            final Fault fault = faults.get(table.path());
            if (fault != null) {
                damaged.add(new Damaged(
                        table.path().getFileName().toString(), table.entries(), fault.readable, fault.reason));
            }
        }
        if (old == null) {
            damaged.add(new Damaged("the store's list of its files", -1, 0, "it cannot be read"));
        }
        return damaged;
    }

    private RocksDB open() {
        try {
            return Files.exists(directory.resolve(Database.FIRST_FILE))
                    ? RocksDB.openReadOnly(options, directory.toString())
                    : null;
        } catch (final RocksDBException unreadable) {
            return null;
        }
    }

    private List<Table> listed() {
        final List<Table> found = new ArrayList<>();
        for (final LiveFileMetaData file : old.getLiveFilesMetaData()) {
            found.add(new Table(
                    directory.resolve(file.fileName().replaceFirst("^/", "")),
                    file.level(),
                    file.largestSeqno(),
                    file.smallestKey(),
                    file.largestKey(),
                    // of a file that is gone nobody knows
                    file.numEntries() == 0 ? -1 : file.numEntries()));
        }
        return found;
    }

    /** In the order of their numbers, which is that in which they were written. */
    private List<Table> lying() throws IOException {
        final List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, TABLES)) {
            files.forEach(paths::add);
        }
        paths.sort(Comparator.naturalOrder());
        final List<Table> found = new ArrayList<>();
        for (final Path path : paths) {
            found.add(new Table(path, 0, found.size(), null, null, -1));
        }
        return found;
    }

    private Optional<Fault> faultOf(final Path table) {
        if (!Files.exists(table)) {
            return Optional.of(new Fault("it is missing", 0));
        }
        try (TableFile file = new TableFile(table, options)) {
            file.verify();
            return Optional.empty();
        } catch (final RocksDBException broken) {
            return Optional.of(new Fault(String.valueOf(broken.getMessage()), readable(table)));
        }
    }

    private long readable(final Path table) {
        final LongAdder rows = new LongAdder();
        try (TableFile file = new TableFile(table, options)) {
            file.visit(null, null, (key, value) -> rows.increment());
        } catch (final RocksDBException unreadable) {
            return 0;
        }
        return rows.sum();
    }

    private void copyTo(final Path next) throws RocksDBException {
        try (Database fresh = new Database(next, new SystemClock());
                Rows rows = new Rows(fresh)) {
            if (old == null) {
                copyFiles(null, null, rows);
            } else {
                byte[] from = null;
                for (final Table hole : holes()) {
                    copy(from, hole.first(), rows);
                    final byte[] behind = Arrays.copyOf(hole.last(), hole.last().length + 1);
                    copyFiles(hole.first(), behind, rows);
                    from = behind;
                }
                copy(from, null, rows);
            }
            rows.write();
            fresh.flush();
            kept = count(fresh);
        }
    }

    private static long count(final Database fresh) throws RocksDBException {
        long rows = 0;
        try (RocksIterator row = fresh.rocks().newIterator()) {
            for (row.seekToFirst(); row.isValid(); row.next()) {
                rows++;
            }
            row.status();
        }
        return rows;
    }

    /** The reaches of damaged files, those that touch as one, in the order of their rows. */
    private List<Table> holes() {
        final List<Table> holes = new ArrayList<>();
        final List<Table> broken = tables.stream()
                .filter(table -> faults.containsKey(table.path()))
                .sorted((one, other) -> Arrays.compareUnsigned(one.first(), other.first()))
                .toList();
        for (final Table table : broken) {
            final Table last = holes.isEmpty() ? null : holes.get(holes.size() - 1);
            if (last == null || Arrays.compareUnsigned(table.first(), last.last()) > 0) {
                holes.add(table);
            } else if (Arrays.compareUnsigned(table.last(), last.last()) > 0) {
                holes.set(
                        holes.size() - 1,
                        new Table(last.path(), last.level(), last.newest(), last.first(), table.last(), -1));
            }
        }
        return holes;
    }

    /** Rows of {@code [from, to)} as the store shows them; where it cannot, as its files do. */
    private void copy(final byte[] from, final byte[] to, final Rows rows) throws RocksDBException {
        try (Slice bound = to == null ? null : new Slice(to);
                ReadOptions read = new ReadOptions()) {
            if (bound != null) {
                read.setIterateUpperBound(bound);
            }
            try (RocksIterator row = old.newIterator(read)) {
                rows.add(row, from, to);
            }
        } catch (final RocksDBException unreadable) {
            copyFiles(from, to, rows);
        }
    }

    private void copyFiles(final byte[] from, final byte[] to, final Rows rows) throws RocksDBException {
        final List<Table> readable = tables.stream()
                .filter(table -> isReadable(table) && table.reaches(from, to))
                .sorted(Comparator.comparingInt(Table::level).reversed().thenComparingLong(Table::newest))
                .toList();
        for (final Table table : readable) {
            try (TableFile file = new TableFile(table.path(), options)) {
                file.visit(from, to, rows::put);
            }
        }
    }

    private boolean isReadable(final Table table) {
        final Fault fault = faults.get(table.path());
        return fault == null || fault.readable > 0;
    }

    private void close() {
        if (old != null) {
            old.close();
        }
        options.close();
    }

    private static void delete(final Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (final Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /** What goes into the new store, in batches. Thread: one. */
    private static final class Rows implements AutoCloseable {

        private final Database fresh;
        private final WriteBatch batch = new WriteBatch();
        private final WriteOptions write = new WriteOptions().setDisableWAL(true);

        private Rows(final Database fresh) {
            this.fresh = fresh;
        }

        /** Those of {@code [from, to)}, a later one in place of an earlier one of the same key. */
        private void add(final RocksIterator row, final byte[] from, final byte[] to) throws RocksDBException {
            if (from == null) {
                row.seekToFirst();
            } else {
                row.seek(from);
            }
            for (; row.isValid(); row.next()) {
                final byte[] key = row.key();
                if (to != null && Arrays.compareUnsigned(key, to) >= 0) {
                    break;
                }
                put(key, row.value());
            }
            row.status();
        }

        private void put(final byte[] key, final byte[] value) throws RocksDBException {
            batch.put(key, value);
            if (batch.getDataSize() > BATCH_BYTES) {
                write();
            }
        }

        private void write() throws RocksDBException {
            fresh.rocks().write(write, batch);
            batch.clear();
        }

        @Override
        public void close() {
            batch.close();
            write.close();
        }
    }
}
