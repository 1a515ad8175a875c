package leela.adapters.embedded;

import leela.engine.spi.Store;

/** The documents of one key from a time on. Thread: one at a time. Memory: one row. */
final class EmbeddedDocuments extends DayRows implements Store.Documents {

    private final long fromNs;

    EmbeddedDocuments(
            final RowCursor rows, final CloseGuard users, final byte[] key, final Days days, final long fromNs) {
        super(rows, users, RowKey.DOCUMENT, key, days);
        this.fromNs = fromNs;
    }

    @Override
    byte[] begin(final long ofDay, final byte[] ofKey) {
        return RowKey.document(ofDay, ofKey, fromNs);
    }

    @Override
    long startOf(final byte[] ofRow) {
        return RowKey.documentTimeOf(ofRow);
    }

    @Override
    public long timeNs() {
        return RowKey.documentTimeOf(row());
    }

    @Override
    public byte[] json() {
        return value();
    }
}
