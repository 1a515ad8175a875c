package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import leela.engine.spi.Store;

/** The chunks of one key. Thread: one at a time. */
final class CassandraChunks implements Store.Chunks {

    private final BucketRows rows;
    private Row row;

    CassandraChunks(final BucketRows rows) {
        this.rows = rows;
    }

    @Override
    public boolean next() {
        row = rows.next();
        return row != null;
    }

    @Override
    public long startNs() {
        return row.getLong(0);
    }

    @Override
    public long version() {
        return row.getLong(1);
    }

    @Override
    public byte[] bytes() {
        return BucketRows.bytes(row, 2);
    }

    @Override
    public void close() {
        // what was asked ahead ends by itself
    }
}
