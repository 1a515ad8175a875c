package leela.adapters.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import leela.engine.runtime.Clock;
import leela.engine.spi.DamagedStoreException;
import leela.engine.spi.PartState;
import leela.engine.spi.StoreException;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One RocksDB with the settings the store needs: no write-ahead log, since the journal is one; bounded memory; two
 * background threads.
 * Thread: any; nothing may be in use when it is closed: a touch would end the process.
 * Memory: native, 64 MiB of write buffers and 32 MiB of cache at most, and the blocks that iterators hold.
 * Errors: {@link StoreException}; a {@link DamagedStoreException} is remembered, since it does not heal.
 */
final class Database implements AutoCloseable {

    /** What RocksDB begins with: without it, it would take the folder for a new store, and delete what lies there. */
    static final String FIRST_FILE = "CURRENT";

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final long WRITE_BUFFER = 16L << 20;
    private static final int WRITE_BUFFERS = 4;
    private static final long CACHE = 32L << 20;
    private static final int BLOCK = 16 << 10;
    private static final int OPEN_FILES = 512;
    private static final long FILE = 32L << 20;
    private static final long LOG_FILE = 4L << 20;
    private static final int LOG_FILES = 3;

    private final Path directory;
    private final Clock clock;
    private final Cache cache = new LRUCache(CACHE);
    private final Options options = new Options();
    private final WriteOptions writeOptions =
            new WriteOptions().setDisableWAL(true).setNoSlowdown(true);
    private final ReadOptions readOptions = new ReadOptions();
    private final RocksDB rocks;
    private volatile PartState damage;

    static {
        RocksDB.loadLibrary();
    }

    Database(final Path directory, final Clock clock) {
        this.directory = directory;
        this.clock = clock;
        options.setCreateIfMissing(true)
                .setWriteBufferSize(WRITE_BUFFER)
                .setMaxWriteBufferNumber(WRITE_BUFFERS)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(OPEN_FILES)
                .setTargetFileSizeBase(FILE)
                .setLevelCompactionDynamicLevelBytes(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION)
                .setKeepLogFileNum(LOG_FILES)
                .setMaxLogFileSize(LOG_FILE)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setStatsDumpPeriodSec(0)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockSize(BLOCK)
                        .setBlockCache(cache)
                        .setCacheIndexAndFilterBlocks(true));
        try {
            checkFirstFile();
            rocks = RocksDB.open(options, directory.toString());
        } catch (final RocksDBException refused) {
            closeOptions();
            throw failure("opened", refused);
        } catch (final StoreException refused) {
            closeOptions();
            throw refused;
        }
    }

    RocksDB rocks() {
        return rocks;
    }

    byte[] get(final byte[] row) {
        try {
            return rocks.get(readOptions, row);
        } catch (final RocksDBException refused) {
            throw failure("read", refused);
        }
    }

    RowCursor rows() {
        return new RowCursor(rocks.newIterator(readOptions), this);
    }

    void write(final WriteBatch batch) {
        try {
            rocks.write(writeOptions, batch);
        } catch (final RocksDBException refused) {
            throw failure("written", refused);
        }
    }

    /** Brings everything written so far to the disk. */
    void flush() {
        try (FlushOptions wait = new FlushOptions().setWaitForFlush(true).setAllowWriteStall(true)) {
            rocks.flush(wait);
        } catch (final RocksDBException refused) {
            throw failure("flushed", refused);
        }
    }

    /** Drops the rows of {@code [from, to)}: whole files at once, the rest by a mark that compaction heeds. */
    void drop(final byte[] from, final byte[] to) {
        try (WriteBatch batch = new WriteBatch()) {
            rocks.deleteFilesInRanges(rocks.getDefaultColumnFamily(), List.of(from, to), false);
            batch.deleteRange(from, to);
            rocks.write(writeOptions, batch);
        } catch (final RocksDBException refused) {
            throw failure("expired", refused);
        }
    }

    void compact() {
        try {
            rocks.compactRange();
        } catch (final RocksDBException refused) {
            throw failure("compacted", refused);
        }
    }

    long diskBytes() {
        try {
            return rocks.getLongProperty("rocksdb.live-sst-files-size");
        } catch (final RocksDBException refused) {
            throw failure("measured", refused);
        }
    }

    /** Tells of a fault that RocksDB met on threads of its own; it tells whoever writes. */
    void checkBackground() {
        if (damage != null) {
            return;
        }
        try (WriteBatch nothing = new WriteBatch()) {
            if (rocks.getLongProperty("rocksdb.background-errors") > 0) {
                rocks.write(writeOptions, nothing);
            }
        } catch (final RocksDBException refused) {
            throw failure("written", refused);
        }
    }

    /** What cannot be read any more, since when, and what to do; empty as long as nothing of that kind was met. */
    Optional<PartState> damage() {
        return Optional.ofNullable(damage);
    }

    /** No room and a short stall pass; what is damaged does not. */
    StoreException failure(final String what, final RocksDBException cause) {
        final Status status = cause.getStatus();
        if (isDamage(cause)) {
            return damaged(what, "RocksDB says: " + said(cause), cause);
        }
        final boolean isPassing = status == null
                || status.getCode() != Status.Code.InvalidArgument && status.getCode() != Status.Code.NotSupported;
        return new StoreException(
                "The store in " + directory + " cannot be " + what + ": " + cause.getMessage() + ".", isPassing, cause);
    }

    /** A file of its own that is gone has a code of its own in RocksDB, but not in its Java. */
    private static boolean isDamage(final RocksDBException cause) {
        final Status status = cause.getStatus();
        return status != null
                && (status.getCode() == Status.Code.Corruption
                        || status.getCode() == Status.Code.IOError
                                && String.valueOf(cause.getMessage()).contains("No such file or directory"));
    }

    /** Where a file is missing RocksDB goes on to suspect the one that names it; that is whole. */
    private static String said(final RocksDBException cause) {
        final String message = String.valueOf(cause.getMessage()).replaceFirst("\\.+$", "");
        return message.contains("No such file or directory")
                ? message.replaceFirst("\\s+The file \\S+ may be corrupted$", "")
                : message;
    }

    private DamagedStoreException damaged(final String what, final String why, final Exception cause) {
        final String sentence = "The store in " + directory + " cannot be " + what + ". " + why + ".";
        final String remedy = "Stop the engine and run leela repair: it sets " + directory + " aside and keeps what is "
                + "whole. Or move " + directory + " aside and start again: what the journal still holds is read "
                + "again, older history is gone. Or move the journal aside, too, and restore the newest backup with "
                + "leela restore.";
        if (damage == null) {
            damage = new PartState(false, "damaged", clock.timeNs(), sentence + " " + remedy);
            LOG.error("event=embedded_store_damaged reason=\"{}\" do=\"{}\"", sentence, remedy);
        }
        return new DamagedStoreException(sentence, remedy, cause);
    }

    private void checkFirstFile() {
        if (Files.exists(directory.resolve(FIRST_FILE))) {
            return;
        }
        try (DirectoryStream<Path> tables = Files.newDirectoryStream(directory, "*.sst")) {
            if (tables.iterator().hasNext()) {
                throw damaged("opened", "Its file " + FIRST_FILE + " is missing", null);
            }
        } catch (final IOException unreadable) {
            throw new StoreException(
                    "The store in " + directory + " cannot be read: " + unreadable.getMessage() + ".",
                    false,
                    unreadable);
        }
    }

    @Override
    public void close() {
        rocks.close();
        closeOptions();
    }

    private void closeOptions() {
        readOptions.close();
        writeOptions.close();
        options.close();
        cache.close();
    }
}
