package leela.engine.dmproc.running;

/**
 * Somebody who has standing queries, and what these hold together.
 * Thread: name any; counts under the registry's lock; bytes the query thread.
 */
final class Owner {

    private final String name;

    // guarded by the registry's lock
    private int queries;
    private int functions;

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

    int functions() {
        return functions;
    }

    /** A query more with so many functions, or, both negative, one less. */
    void count(final int moreQueries, final int moreFunctions) {
        queries += moreQueries;
        functions += moreFunctions;
    }

    /** What its running queries hold. */
    long stateBytes() {
        return stateBytes;
    }

    void hold(final long moreBytes) {
        stateBytes += moreBytes;
    }
}
