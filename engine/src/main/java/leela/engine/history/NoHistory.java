package leela.engine.history;

import java.util.List;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;

/** History where storage is switched off. Thread: immutable. */
final class NoHistory implements History {

    @Override
    public Points points(final byte[] key, final long fromNs, final long toNs) {
        return new NoPoints();
    }

    @Override
    public Documents documents(final byte[] key, final long fromNs, final long toNs) {
        return new NoDocuments();
    }

    @Override
    public KeyPage keys(final KeyFilter filter, final byte[] after, final int limit) {
        return KeyPage.NONE;
    }

    @Override
    public List<byte[]> spellings(final byte[] key, final int limit) {
        return List.of();
    }

    @Override
    public List<byte[]> tagNames(final byte[] prefix, final int limit) {
        return List.of();
    }

    @Override
    public List<byte[]> tagValues(final byte[] tag, final byte[] prefix, final int limit) {
        return List.of();
    }

    private static final class NoPoints implements Points {
        @Override
        public int read(final long[] timesNs, final double[] values) {
            return 0;
        }

        @Override
        public void close() {}
    }

    private static final class NoDocuments implements Documents {
        @Override
        public boolean next() {
            return false;
        }

        @Override
        public long timeNs() {
            return 0;
        }

        @Override
        public byte[] json() {
            return new byte[0];
        }

        @Override
        public void close() {}
    }
}
