package leela.io.input.collectd.security;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Refuses protected packets that were sent again: those whose newest time lies further back than the window, and those
 * it remembers.
 * Thread: any. Two threads that get one packet in the same microsecond may both take it.
 * Memory: 1 MiB at construction for the fingerprints of the last 114,000 packets or more; nothing per packet.
 * Units: times epoch ns.
 */
public final class ReplayWindow {

    private static final int BUCKETS = 1 << 14;
    private static final int BUCKET_LENGTH = 8;
    /** The first place of a bucket counts its entries; the others hold the newest of them in turn. */
    private static final int BUCKET_ENTRIES = BUCKET_LENGTH - 1;

    private final long windowNs;
    private final AtomicLongArray memory;

    /** @param windowNs how old a packet may be; 0 switches everything off */
    public ReplayWindow(final long windowNs) {
        this.windowNs = windowNs;
        memory = new AtomicLongArray(windowNs == 0 ? 0 : BUCKETS * BUCKET_LENGTH);
    }

    boolean isOn() {
        return windowNs != 0;
    }

    /** Whether a packet of this time may come in now. Tells nothing about its being known. */
    boolean isRecent(final long timeNs, final long nowNs) {
        return nowNs - timeNs <= windowNs;
    }

    /** Remembers a packet by eight bytes that nobody can choose; false if it is known already. */
    boolean isNew(final long fingerprint) {
        final long entry = fingerprint == 0 ? 1 : fingerprint;
        final int bucket = ((int) entry & BUCKETS - 1) * BUCKET_LENGTH;
        for (int i = 1; i < BUCKET_LENGTH; i++) {
            if (memory.get(bucket + i) == entry) {
                return false;
            }
        }
        final long number = memory.getAndIncrement(bucket);
        memory.set(bucket + 1 + (int) (number % BUCKET_ENTRIES), entry);
        return true;
    }
}
