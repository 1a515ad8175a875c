package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import leela.engine.spi.Store;

/** The documents of one key. Thread: one at a time. */
final class CassandraDocuments implements Store.Documents {

    private final BucketRows rows;
    private Row row;

    CassandraDocuments(final BucketRows rows) {
        this.rows = rows;
    }

    @Override
    public boolean next() {
        row = rows.next();
        return row != null;
    }

    @Override
    public long timeNs() {
        return row.getLong(0);
    }

    @Override
    public byte[] json() {
        return BucketRows.bytes(row, 1);
    }

    @Override
    public void close() {
        // what was asked ahead ends by itself
    }
}
