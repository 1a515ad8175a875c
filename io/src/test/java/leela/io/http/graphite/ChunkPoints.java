package leela.io.http.graphite;

import java.util.NavigableMap;
import leela.engine.chunk.ChunkDecoder;
import leela.engine.chunk.ChunkDescriptor;
import leela.engine.chunk.ChunkEncoder;
import leela.engine.chunk.PointSums;
import leela.engine.history.History;
import org.agrona.concurrent.UnsafeBuffer;

/** Points as a store would give them: from chunks, with sums where these are asked for. Thread: one at a time. */
final class ChunkPoints implements History.Points {

    private static final ThreadLocal<ChunkEncoder> ENCODER = ThreadLocal.withInitial(ChunkEncoder::new);

    private final long[] times;
    private final long[] bits;
    private final ChunkDecoder decoder = new ChunkDecoder();
    private int from;
    private boolean hasPoint;

    ChunkPoints(final NavigableMap<Long, Double> points) {
        times = points.keySet().stream().mapToLong(Long::longValue).toArray();
        bits = points.values().stream().mapToLong(Double::doubleToRawLongBits).toArray();
        open();
    }

    private void open() {
        final int count = Math.min(ChunkDescriptor.MAX_POINTS, times.length - from);
        if (count > 0) {
            final UnsafeBuffer chunk = new UnsafeBuffer(new byte[ChunkDescriptor.maxLength(count)]);
            decoder.wrap(chunk, 0, ENCODER.get().encode(times, bits, from, count, chunk, 0));
            from += count;
            hasPoint = decoder.next();
        }
    }

    private void settle() {
        if (!hasPoint) {
            open();
        }
    }

    @Override
    public int read(final long[] timesNs, final double[] values) {
        return read(timesNs, values, null);
    }

    @Override
    public int read(final long[] timesNs, final double[] values, final PointSums sums) {
        if (sums != null) {
            sums.clear();
        }
        int count = 0;
        while (hasPoint && count < timesNs.length) {
            if (sums != null && decoder.sum(sums, Long.MAX_VALUE)) {
                hasPoint = decoder.skip();
                settle();
                return count;
            }
            count += decoder.read(timesNs, values, count, timesNs.length - count, Long.MAX_VALUE);
            hasPoint = decoder.next();
            settle();
        }
        return count;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
