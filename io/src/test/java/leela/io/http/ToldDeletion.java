package leela.io.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import leela.engine.history.Deletion;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;

/** Notes what it is told to delete. Thread: any. */
final class ToldDeletion implements Deletion {

    final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public long points(final byte[] key, final long fromNs, final long toNs, final boolean isDry) {
        told.add("points " + HttpClientSocket.latin(key) + " " + fromNs + " " + toNs + " " + isDry);
        return 7;
    }

    @Override
    public long documents(final byte[] key, final long fromNs, final long toNs, final boolean isDry) {
        told.add("documents " + HttpClientSocket.latin(key) + " " + fromNs + " " + toNs + " " + isDry);
        return 3;
    }

    @Override
    public KeyPage keys(final KeyFilter filter, final byte[] after, final int limit, final boolean isDry) {
        told.add("keys " + HttpClientSocket.latin(filter.glob()) + " " + HttpClientSocket.latin(after) + " " + limit
                + " " + isDry);
        final List<byte[]> keys = List.of("a".getBytes(StandardCharsets.UTF_8), "b".getBytes(StandardCharsets.UTF_8));
        return new KeyPage(keys, limit == 2 ? keys.get(1) : new byte[0]);
    }
}
