package leela.engine.dmproc.running;

/**
 * Somebody who has standing queries, and what these hold together.
 * Thread: name any; queries under the registry's lock; bytes the query thread.
 */
final class Owner {

    private final String name;

    // guarded by the registry's lock
    private int queries;

    // query thread
    private long stateBytes;

    Owner(final String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    int queries() {
        return queries;
    }

    void count(final int moreQueries) {
        queries += moreQueries;
    }

    /** What its running queries hold. */
    long stateBytes() {
        return stateBytes;
    }

    void hold(final long moreBytes) {
        stateBytes += moreBytes;
    }
}
