package leela.engine.batch;

import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.spi.StoreBatch;

/** Counts what a write held. Thread: any; stateless. */
final class WrittenCounts {

    private WrittenCounts() {}

    static void add(final StoreBatch batch, final Counters counters) {
        long bytes = 0;
        long count = 0;
        for (final StoreBatch.Chunk chunk : batch.chunks()) {
            bytes += chunk.bytes().remaining();
            count += chunk.points();
        }
        counters.increment(EngineCounter.HISTORY_WRITES);
        counters.add(EngineCounter.HISTORY_CHUNKS, batch.chunks().size());
        counters.add(EngineCounter.HISTORY_CHUNK_BYTES, bytes);
        counters.add(EngineCounter.HISTORY_CHUNK_POINTS, count);
        counters.add(EngineCounter.HISTORY_DOCUMENTS, batch.documents().size());
    }
}
