package leela.engine.batch;

import java.util.ArrayList;
import java.util.List;
import leela.engine.runtime.Clock;
import leela.engine.spi.StoreBatch;

/**
 * Makes what is sealed into one write of the store: points cut into chunks, documents, and the keys that are to be
 * listed. Each write has a version above all before.
 * Thread: the batcher's.
 * Memory: one write's rows, as many as the batch size that {@link Recent} seals by, of points and documents that its
 * budget holds already; their chunks, see {@link ChunkPages}, are good until the next write is built.
 */
final class BatchBuilder {

    private final Recent recent;
    private final Clock clock;
    private final ChunkCutter cutter = new ChunkCutter();
    private final PointList points = new PointList();
    private long version;

    /** {@code version}: that of the store's last write. */
    BatchBuilder(final Recent recent, final Clock clock, final long version) {
        this.recent = recent;
        this.clock = clock;
        this.version = version;
    }

    /** A version above all before. */
    long nextVersion() {
        version = Math.max(version + StoreBatch.VERSION_STEP, clock.timeNs());
        return version;
    }

    /** The write of these; {@code witnessNs} is the newest time that clients told of. */
    StoreBatch build(final SealedHeads due, final long witnessNs) {
        cutter.reuse();
        final long mine = nextVersion();
        final List<StoreBatch.Chunk> chunks = new ArrayList<>();
        final List<byte[]> keys = new ArrayList<>();
        for (final Head head : due.heads()) {
            recent.copySealed(head, points);
            cutter.cut(head.key(), points.times(), points.bits(), points.count(), mine, chunks);
            if (head.listedDay() != due.day()) {
                keys.add(head.key());
            }
        }
        due.unlisted().forEach(head -> keys.add(head.key()));
        final List<StoreBatch.Document> documents = new ArrayList<>();
        Head listed = null;
        for (final PendingDocuments.Waiting one : due.documents()) {
            documents.add(one.document());
            if (one.head() != listed && one.head().listedDay() != due.day()) {
                listed = one.head();
                keys.add(listed.key());
            }
        }
        return new StoreBatch(chunks, documents, keys, witnessNs, new StoreBatch.Mark(due.position(), mine));
    }
}
