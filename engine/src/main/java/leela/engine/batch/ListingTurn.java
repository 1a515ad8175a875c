package leela.engine.batch;

import leela.engine.runtime.Clock;

/**
 * When new keys are written to the store's list and its index ahead of their points, which wait for more: a second
 * after the first of them came, or when they are many. What is asked by tags is then asked of the index, however many
 * keys are new.
 * Thread: the batcher's, under the lock of {@link HeadTable}.
 * Units: ticks ns.
 */
final class ListingTurn {

    private static final long WAIT_NS = Clock.NANOS_PER_SECOND;
    /** A key costs a fraction of a chunk. */
    private static final int KEYS_A_CHUNK = 4;

    private boolean isWaiting;
    private long sinceNs;

    /** Has a write of so many chunks at most take keys along, if it is time. */
    void take(final HeadTable heads, final SealedHeads sealed, final int chunks, final long nowNs) {
        Head next = heads.firstUnlisted();
        if (next == null) {
            isWaiting = false;
            return;
        }
        if (!isWaiting) {
            isWaiting = true;
            sinceNs = nowNs;
        }
        final int most = KEYS_A_CHUNK * chunks;
        if (heads.unlistedKeys() < most && nowNs - sinceNs < WAIT_NS) {
            return;
        }
        while (next != null && sealed.unlisted().size() < most) {
            sealed.unlisted().add(next);
            heads.skipUnlisted();
            next = heads.firstUnlisted();
        }
    }
}
