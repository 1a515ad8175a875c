package leela.adapters.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import leela.engine.keys.KeyTags;
import leela.engine.spi.Store;
import leela.engine.spi.TagIndex;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows by which keys are found by their tags. They come and go with the row of the key in the list; a value's row
 * goes once no key has it. A store of a version that made none gets them when it is opened.
 *
 * <pre>
 *   tag     'g' | tag | 0 | value | 0 | key
 *   value   'h' | tag | 0 | value             also of {@code name}, for keys with tags
 *   whole   'i'                               all keys with tags have these rows
 * </pre>
 *
 * Thread: {@link #put} the writer's, between {@link #begin} and {@link #end}; everything else any.
 * Memory: the values of a batch.
 */
final class TagRows implements TagIndex {

    private static final Logger LOG = LoggerFactory.getLogger(TagRows.class);

    private static final byte TAG = 'g';
    private static final byte VALUE = 'h';
    private static final byte[] WHOLE = {'i'};
    private static final byte[] NAME = KeyTags.NAME.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};
    private static final int ROWS_A_WRITE = 1000;

    private final Database database;
    private final CloseGuard users;
    private final ReentrantLock lock = new ReentrantLock();
    /** Whose rows are in the batch in hand. Guarded by the lock. */
    private final Set<ByteBuffer> values = new HashSet<>();

    TagRows(final Database database, final CloseGuard users) {
        this.database = database;
        this.users = users;
    }

    /** A batch begins: until its end no row of a value goes that it may count on. */
    void begin() {
        lock.lock();
        values.clear();
    }

    /** The batch is written, or is not to be. */
    void end() {
        lock.unlock();
    }

    /** Makes the rows of keys that a version without them has listed. */
    void complete() {
        if (database.get(WHOLE) != null) {
            return;
        }
        long made = 0;
        try (RowCursor rows = database.rows();
                WriteBatch batch = new WriteBatch()) {
            for (rows.seek(new byte[] {RowKey.KEY});
                    rows.isValid() && RowKey.isOf(rows.key(), RowKey.KEY);
                    rows.next()) {
                final int before = batch.count();
                putAll(RowKey.keyOfKeyRow(rows.key()), batch);
                made += batch.count() > before ? 1 : 0;
                if (batch.count() >= ROWS_A_WRITE) {
                    database.write(batch);
                    batch.clear();
                }
            }
            batch.put(WHOLE, NOTHING);
            database.write(batch);
        } catch (final RocksDBException refused) {
            throw database.failure("written", refused);
        }
        if (made > 0) {
            LOG.info("event=embedded_tags_indexed keys={}", made);
        }
    }

    /** Adds the rows of a key to a batch that lists it. */
    void put(final byte[] key, final WriteBatch batch) throws RocksDBException {
        putAll(key, values, batch);
    }

    /** The same, whatever is in other batches. */
    static void putAll(final byte[] key, final WriteBatch batch) throws RocksDBException {
        putAll(key, new HashSet<>(), batch);
    }

    /** {@code values}: those whose rows are in the batch. */
    private static void putAll(final byte[] key, final Set<ByteBuffer> values, final WriteBatch batch)
            throws RocksDBException {
        final int before = batch.count();
        KeyTags.visit(key, (tag, value) -> {
            putRow(row(TAG, tag, value, key), batch);
            putValue(row(VALUE, tag, value), values, batch);
        });
        if (batch.count() > before) {
            putValue(row(VALUE, NAME, KeyTags.nameOf(key)), values, batch);
        }
    }

    private static void putValue(final byte[] row, final Set<ByteBuffer> values, final WriteBatch batch) {
        if (values.add(ByteBuffer.wrap(row))) {
            putRow(row, batch);
        }
    }

    private static void putRow(final byte[] row, final WriteBatch batch) {
        try {
            batch.put(row, NOTHING);
        } catch (final RocksDBException refused) {
            throw new IllegalStateException("a batch in memory", refused);
        }
    }

    /** Adds to a batch that takes the key from the list that its rows go, but for those of values. */
    static void delete(final byte[] key, final WriteBatch batch) {
        KeyTags.visit(key, (tag, value) -> {
            try {
                batch.delete(row(TAG, tag, value, key));
            } catch (final RocksDBException refused) {
                throw new IllegalStateException("a batch in memory", refused);
            }
        });
    }

    /** Lets the rows of values go that no key has any more, of all that a key had. */
    void dropUnused(final byte[] key) {
        if (KeyTags.areIn(key)) {
            dropUnused(NAME, KeyTags.nameOf(key));
            KeyTags.visit(key, this::dropUnused);
        }
    }

    /** As the other, of all values. */
    void dropUnused() {
        try (RowCursor rows = database.rows()) {
            for (rows.seek(new byte[] {VALUE}); rows.isValid() && RowKey.isOf(rows.key(), VALUE); rows.next()) {
                final byte[] row = rows.key();
                final int mark = zero(row);
                dropUnused(Arrays.copyOfRange(row, 1, mark), Arrays.copyOfRange(row, mark + 1, row.length));
            }
        }
    }

    private void dropUnused(final byte[] tag, final byte[] value) {
        final boolean isName = KeyTags.isName(tag);
        final byte[] key = Arrays.copyOf(value, value.length + 1);
        key[value.length] = ';';
        final byte[] prefix = isName ? RowKey.key(key) : row(TAG, tag, value, NOTHING);
        lock.lock();
        try (RowCursor rows = database.rows();
                WriteBatch batch = new WriteBatch()) {
            rows.seek(prefix);
            if (!rows.isAt(prefix)) {
                batch.delete(row(VALUE, tag, value));
                database.write(batch);
            }
        } catch (final RocksDBException refused) {
            throw database.failure("written", refused);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Store.Keys keys(final byte[] tag, final byte[] value, final byte[] prefix, final byte[] after) {
        final byte[] all = row(TAG, tag, value, NOTHING);
        return open(rows -> new PrefixRows(
                rows, users, row(TAG, tag, value, prefix), all.length, row(TAG, tag, value, after), after.length > 0));
    }

    @Override
    public Store.Keys values(final byte[] tag, final byte[] prefix) {
        final byte[] begin = row(VALUE, tag, prefix);
        return open(rows -> new PrefixRows(rows, users, begin, 2 + tag.length, begin, false));
    }

    @Override
    public Store.Keys names(final byte[] prefix) {
        return open(rows -> new TagNames(rows, users, prefix));
    }

    private Store.Keys open(final Function<RowCursor, Store.Keys> made) {
        users.enter();
        RowCursor rows = null;
        try {
            rows = database.rows();
            return made.apply(rows);
        } catch (final RuntimeException refused) {
            if (rows != null) {
                rows.close();
            }
            users.leave();
            throw refused;
        }
    }

    /** A byte 0 between one part and the next: neither tags nor values have one. */
    private static byte[] row(final byte kind, final byte[]... parts) {
        int length = parts.length;
        for (final byte[] part : parts) {
            length += part.length;
        }
        final ByteBuffer row = ByteBuffer.allocate(length).put(kind);
        for (int i = 0; i < parts.length; i++) {
            row.put(parts[i]);
            if (i + 1 < parts.length) {
                row.put((byte) 0);
            }
        }
        return row.array();
    }

    private static int zero(final byte[] row) {
        int at = 1;
        while (row[at] != 0) {
            at++;
        }
        return at;
    }

    /** Each tag once: behind one, the values of the next are looked for. */
    private static final class TagNames implements Store.Keys {
        private final RowCursor rows;
        private final CloseGuard users;
        private final byte[] begin;
        private byte[] tag;
        private boolean isClosed;

        private TagNames(final RowCursor rows, final CloseGuard users, final byte[] prefix) {
            this.rows = rows;
            this.users = users;
            begin = ByteBuffer.allocate(1 + prefix.length)
                    .put(VALUE)
                    .put(prefix)
                    .array();
        }

        @Override
        public boolean next() {
            rows.seek(tag == null ? begin : behind());
            if (!rows.isAt(begin)) {
                return false;
            }
            tag = Arrays.copyOfRange(rows.key(), 1, zero(rows.key()));
            return true;
        }

        private byte[] behind() {
            final byte[] row = row(VALUE, tag, NOTHING);
            row[row.length - 1] = 1;
            return row;
        }

        @Override
        public byte[] key() {
            return tag;
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                rows.close();
                users.leave();
            }
        }
    }
}
