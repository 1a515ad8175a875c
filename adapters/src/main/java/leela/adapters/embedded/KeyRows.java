package leela.adapters.embedded;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import leela.engine.keys.FoldedKey;
import leela.engine.keys.KeyCase;
import leela.engine.spi.StoreException;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of the list of keys, and how keys are stored, which is noted in a row: stores of versions that noted nothing
 * fold them. A key that is not in lower case has a second row, found by its lower case.
 * Thread: any.
 * Errors: {@link StoreException}, also where what is asked for would hide keys that are there.
 */
final class KeyRows {

    private static final Logger LOG = LoggerFactory.getLogger(KeyRows.class);
    private static final byte[] NOTHING = {};
    /** Of rows that a look-up goes through, most are of keys that are listed. */
    private static final int ROWS_A_KEY = 8;

    private final Database database;
    private final TagRows tagRows;
    private final KeyCase keyCase;

    private KeyRows(final Database database, final TagRows tagRows, final KeyCase keyCase) {
        this.database = database;
        this.tagRows = tagRows;
        this.keyCase = keyCase;
    }

    /** Stores keys as asked, or as it is done in this store; a new one keeps them as they come. */
    static KeyRows open(
            final Database database, final TagRows tagRows, final Path directory, final Optional<KeyCase> asked) {
        final byte[] note = database.get(RowKey.CASE);
        final boolean isNew = note == null && database.get(RowKey.MARK) == null;
        final KeyCase there =
                note == null ? isNew ? KeyCase.KEPT : KeyCase.FOLDED : note[0] == 1 ? KeyCase.FOLDED : KeyCase.KEPT;
        final KeyCase chosen = asked.orElse(there);
        final KeyRows rows = new KeyRows(database, tagRows, chosen);
        if (chosen != there && !isNew) {
            rows.checkNothingIsHidden(directory);
            LOG.warn(
                    "event=embedded_key_case_changed store={} keys=\"{}\"",
                    directory,
                    chosen == KeyCase.FOLDED
                            ? "in lower case from now on"
                            : "as they come from now on; what was stored before stays under keys in lower case");
        }
        if (note == null || chosen != there) {
            rows.note();
        }
        return rows;
    }

    private void checkNothingIsHidden(final Path directory) {
        try (RowCursor rows = database.rows()) {
            rows.seek(new byte[] {RowKey.SPELLING});
            if (keyCase == KeyCase.FOLDED && rows.isValid() && RowKey.isOf(rows.key(), RowKey.SPELLING)) {
                throw new StoreException(
                        "storage.fold_case is true, but the store in " + directory + " keeps keys as they came, and "
                                + "has some with capital letters, which could not be found any more. Leave "
                                + "storage.fold_case out, or begin with an empty data folder.",
                        false,
                        null);
            }
        }
    }

    /** With the first rows on the disk: a store without any is a new one however often it was opened. */
    private void note() {
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(RowKey.CASE, new byte[] {(byte) (keyCase == KeyCase.FOLDED ? 1 : 0)});
            database.write(batch);
        } catch (final RocksDBException refused) {
            throw database.failure("written", refused);
        }
    }

    KeyCase keyCase() {
        return keyCase;
    }

    /** Lists a key that was seen on a day. */
    void put(final byte[] key, final byte[] day, final WriteBatch batch) throws RocksDBException {
        tagRows.put(key, batch);
        putRows(key, day, batch);
    }

    /** Lists a key that was seen on a day, whatever is known of it. */
    static void putAll(final byte[] key, final byte[] day, final WriteBatch batch) throws RocksDBException {
        TagRows.putAll(key, batch);
        putRows(key, day, batch);
    }

    private static void putRows(final byte[] key, final byte[] day, final WriteBatch batch) throws RocksDBException {
        batch.put(RowKey.key(key), day);
        if (FoldedKey.isOther(key)) {
            batch.put(RowKey.spelling(key), NOTHING);
        }
    }

    static void delete(final byte[] key, final WriteBatch batch) throws RocksDBException {
        batch.delete(RowKey.key(key));
        TagRows.delete(key, batch);
        if (FoldedKey.isOther(key)) {
            batch.delete(RowKey.spelling(key));
        }
    }

    /** As {@link leela.engine.spi.Store#spellings}, of keys that were seen on this day or later. */
    List<byte[]> spellings(final byte[] key, final int limit, final long oldestDay) {
        if (isListed(key, oldestDay)) {
            return List.of(key);
        }
        final List<byte[]> found = new ArrayList<>();
        final byte[] folded = FoldedKey.of(key);
        if (!Arrays.equals(folded, key) && isListed(folded, oldestDay)) {
            found.add(folded);
        }
        final byte[] prefix = RowKey.spellings(key);
        try (RowCursor rows = database.rows()) {
            rows.seek(prefix);
            for (int i = 0; i < ROWS_A_KEY * limit && found.size() < limit && rows.isAt(prefix); i++) {
                final byte[] one = RowKey.keyOfSpelling(rows.key());
                if (isListed(one, oldestDay)) {
                    found.add(one);
                }
                rows.next();
            }
        }
        return found;
    }

    private boolean isListed(final byte[] key, final long oldestDay) {
        final byte[] day = database.get(RowKey.key(key));
        return day != null && ByteBuffer.wrap(day).getInt() >= oldestDay;
    }
}
