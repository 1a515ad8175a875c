package leela.adapters.embedded;

import java.nio.file.Path;
import java.util.List;
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

/**
 * One RocksDB with the settings the store needs: no write-ahead log, since the journal is one; bounded memory; two
 * background threads.
 * Thread: any; nothing may be in use when it is closed: a touch would end the process.
 * Memory: native, 64 MiB of write buffers and 32 MiB of cache at most, and the blocks that iterators hold.
 * Errors: {@link StoreException}.
 */
final class Database implements AutoCloseable {

    private static final long WRITE_BUFFER = 16L << 20;
    private static final int WRITE_BUFFERS = 4;
    private static final long CACHE = 32L << 20;
    private static final int BLOCK = 16 << 10;
    private static final int OPEN_FILES = 512;
    private static final long FILE = 32L << 20;
    private static final long LOG_FILE = 4L << 20;
    private static final int LOG_FILES = 3;

    private final Path directory;
    private final Cache cache = new LRUCache(CACHE);
    private final Options options = new Options();
    private final WriteOptions writeOptions =
            new WriteOptions().setDisableWAL(true).setNoSlowdown(true);
    private final ReadOptions readOptions = new ReadOptions();
    private final RocksDB rocks;

    static {
        RocksDB.loadLibrary();
    }

    Database(final Path directory) {
        this.directory = directory;
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
            rocks = RocksDB.open(options, directory.toString());
        } catch (final RocksDBException refused) {
            closeOptions();
            throw failure("opened", refused);
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

    /** No room and a short stall pass; what is damaged does not. */
    StoreException failure(final String what, final RocksDBException cause) {
        final Status status = cause.getStatus();
        final boolean isPassing = status == null
                || status.getCode() != Status.Code.Corruption
                        && status.getCode() != Status.Code.InvalidArgument
                        && status.getCode() != Status.Code.NotSupported;
        return new StoreException(
                "The store in " + directory + " cannot be " + what + ": " + cause.getMessage() + ".", isPassing, cause);
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
