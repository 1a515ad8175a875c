package leela.engine.history;

import java.util.Map;
import java.util.NavigableMap;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.spi.Store;
import leela.engine.spi.StoreException;

/**
 * The documents of one key: what the store has, and over it what is newer.
 * Thread: one at a time.
 * Units: times epoch ns, at the storage resolution.
 */
final class StoredDocuments implements History.Documents {

    private final NavigableMap<Long, byte[]> newest;
    private final Store.Documents stored;
    private final long resolutionNs;
    private final Counters counters;
    private boolean hasStored;
    private boolean isFirst = true;
    private long timeNs;
    private byte[] json;

    StoredDocuments(
            final NavigableMap<Long, byte[]> newest,
            final Store.Documents stored,
            final long resolutionNs,
            final Counters counters) {
        this.newest = newest;
        this.stored = stored;
        this.resolutionNs = resolutionNs;
        this.counters = counters;
    }

    @Override
    public boolean next() {
        try {
            if (isFirst) {
                isFirst = false;
                hasStored = stored.next();
            }
            final Map.Entry<Long, byte[]> newer = newest.firstEntry();
            if (newer != null && (!hasStored || newer.getKey() <= stored.timeNs())) {
                hasStored = hasStored && (stored.timeNs() != newer.getKey() || stored.next());
                take(newer.getKey(), newer.getValue());
                newest.remove(newer.getKey());
                return true;
            }
            if (hasStored) {
                take(stored.timeNs(), stored.json());
                hasStored = stored.next();
                return true;
            }
            return false;
        } catch (final StoreException fault) {
            counters.increment(EngineCounter.HISTORY_READ_ERRORS);
            throw new HistoryException(fault.getMessage(), fault);
        }
    }

    @Override
    public long timeNs() {
        return timeNs;
    }

    @Override
    public byte[] json() {
        return json;
    }

    @Override
    public void close() {
        stored.close();
    }

    private void take(final long newTimeNs, final byte[] newJson) {
        timeNs = newTimeNs - Math.floorMod(newTimeNs, resolutionNs);
        json = newJson;
    }
}
