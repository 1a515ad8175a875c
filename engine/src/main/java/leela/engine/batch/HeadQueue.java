package leela.engine.batch;

/** Heads in the order they came; a head is in one queue at a time. Thread: its owner's. Memory: none but the heads'. */
final class HeadQueue {

    private Head oldest;
    private Head newest;

    /** The one that came first, or null. */
    Head oldest() {
        return oldest;
    }

    void add(final Head head) {
        head.older = newest;
        head.newer = null;
        if (newest == null) {
            oldest = head;
        } else {
            newest.newer = head;
        }
        newest = head;
    }

    void remove(final Head head) {
        if (head.older == null) {
            oldest = head.newer;
        } else {
            head.older.newer = head.newer;
        }
        if (head.newer == null) {
            newest = head.older;
        } else {
            head.newer.older = head.older;
        }
        head.older = null;
        head.newer = null;
    }
}
