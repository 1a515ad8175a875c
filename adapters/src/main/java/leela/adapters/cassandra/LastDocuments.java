package leela.adapters.cassandra;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import leela.engine.spi.StoreBatch;

/** All writes of a batch bear one time, so that the last of one place must be alone. Thread: any; stateless. */
final class LastDocuments {

    private record Place(ByteBuffer key, long timeNs) {}

    private LastDocuments() {}

    static Iterable<StoreBatch.Document> of(final List<StoreBatch.Document> documents) {
        final Map<Place, StoreBatch.Document> last = new LinkedHashMap<>();
        documents.forEach(
                document -> last.put(new Place(ByteBuffer.wrap(document.key()), document.timeNs()), document));
        return last.values();
    }
}
