package leela.io.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongToDoubleFunction;
import leela.engine.history.AmbiguousKeyException;
import leela.engine.history.History;
import leela.engine.history.HistoryException;
import leela.engine.keys.FoldedKey;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import org.agrona.LangUtil;

/**
 * A history that is computed as it is read: a point each {@code periodNs}, whatever the range; keys and documents as
 * told.
 * Thread: any, as the real one.
 */
final class GeneratedHistory implements History {

    /** How many points the real one might have in a page. */
    private static final int CHUNK = 300;

    volatile long periodNs = 60_000_000_000L;
    volatile LongToDoubleFunction value = timeNs -> timeNs / 60_000_000_000L % 1000 + 0.5;
    volatile long firstNs = Long.MIN_VALUE;
    volatile long lastNs = Long.MAX_VALUE;
    volatile String holdsOnly = "";
    volatile int failsAfterPoints = Integer.MAX_VALUE;
    volatile CountDownLatch gate = new CountDownLatch(0);
    volatile List<String> documents = List.of();
    volatile List<String> keys = List.of();
    volatile int keysAtOnce = Integer.MAX_VALUE;
    volatile boolean isAmbiguous;
    volatile String lastKey;
    volatile long lastFromNs;
    volatile long lastToNs;
    final AtomicInteger openCursors = new AtomicInteger();
    final AtomicLong pointsGiven = new AtomicLong();

    @Override
    public Points points(final byte[] key, final long fromNs, final long toNs) {
        note(key, fromNs, toNs);
        if (isAmbiguous) {
            throw new AmbiguousKeyException(spellings(key, AmbiguousKeyException.MOST));
        }
        openCursors.incrementAndGet();
        return new Generated(Math.max(firstNs, fromNs), isHeld(key) ? Math.min(lastNs, toNs) : Long.MIN_VALUE);
    }

    private boolean isHeld(final byte[] key) {
        return holdsOnly.isEmpty() || holdsOnly.equals(HttpClientSocket.latin(key));
    }

    private void note(final byte[] key, final long fromNs, final long toNs) {
        lastKey = HttpClientSocket.latin(key);
        lastFromNs = fromNs;
        lastToNs = toNs;
    }

    @Override
    public Documents documents(final byte[] key, final long fromNs, final long toNs) {
        note(key, fromNs, toNs);
        openCursors.incrementAndGet();
        return new Listed(documents, fromNs);
    }

    @Override
    public KeyPage keys(final KeyFilter filter, final byte[] after, final int asked) {
        final int limit = Math.min(asked, keysAtOnce);
        final List<byte[]> found = new ArrayList<>();
        for (final String key : keys) {
            final byte[] bytes = HttpClientSocket.latin(key);
            if (Arrays.compareUnsigned(bytes, after) > 0
                    && key.startsWith(HttpClientSocket.latin(filter.prefix()))
                    && filter.tags().stream().allMatch(tag -> tag.holds(bytes))
                    && found.size() < limit) {
                found.add(bytes);
            }
        }
        return new KeyPage(found, found.size() < limit ? new byte[0] : found.get(limit - 1));
    }

    @Override
    public List<byte[]> tagNames(final byte[] prefix, final int limit) {
        return List.of();
    }

    @Override
    public List<byte[]> tagValues(final byte[] tag, final byte[] prefix, final int limit) {
        return List.of();
    }

    @Override
    public List<byte[]> spellings(final byte[] key, final int limit) {
        return keys.stream()
                .map(HttpClientSocket::latin)
                .filter(one -> FoldedKey.compare(one, key) == 0)
                .limit(limit)
                .toList();
    }

    private final class Generated implements Points {
        private final long toNs;
        private long nextNs;
        private int given;
        private boolean isClosed;

        private Generated(final long fromNs, final long toNs) {
            this.toNs = toNs;
            this.nextNs = Math.floorDiv(fromNs + periodNs - 1, periodNs) * periodNs;
        }

        @Override
        public int read(final long[] timesNs, final double[] values) {
            await();
            int count = 0;
            while (count < Math.min(CHUNK, timesNs.length) && nextNs <= toNs) {
                if (given++ >= failsAfterPoints) {
                    throw new HistoryException("the test's backend is unavailable", null);
                }
                timesNs[count] = nextNs;
                values[count++] = value.applyAsDouble(nextNs);
                nextNs += periodNs;
            }
            pointsGiven.addAndGet(count);
            return count;
        }

        private void await() {
            try {
                gate.await();
            } catch (final InterruptedException e) {
                LangUtil.rethrowUnchecked(e);
            }
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                openCursors.decrementAndGet();
            }
        }
    }

    private final class Listed implements Documents {
        private final List<String> list;
        private final long fromNs;
        private int at = -1;

        private Listed(final List<String> list, final long fromNs) {
            this.list = list;
            this.fromNs = fromNs;
        }

        @Override
        public boolean next() {
            return ++at < list.size();
        }

        @Override
        public long timeNs() {
            return fromNs + at * 1_500_000_000L;
        }

        @Override
        public byte[] json() {
            return HttpClientSocket.latin(list.get(at));
        }

        @Override
        public void close() {
            openCursors.decrementAndGet();
        }
    }
}
