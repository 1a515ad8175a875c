package leela.engine.dmproc.running;

/**
 * Somebody who has standing queries, and what these hold together.
 * Thread: name and payer any; queries under the registry's lock; bytes and steps the query thread.
 */
final class Owner {

    private final String name;
    private final Owner payer;

    // guarded by the registry's lock
    private int queries;

    // query thread
    private long stateBytes;
    private long weighing;
    private int steps;

    Owner(final String name) {
        this.name = name;
        payer = this;
    }

    /** One whose time is that of another, as a user's who has many connections. */
    Owner(final String name, final Owner payer) {
        this.name = name;
        this.payer = payer;
    }

    String name() {
        return name;
    }

    /** Whose time its queries take; itself where it is nobody else's. */
    Owner payer() {
        return payer;
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

    /** Steps that an event of the series of this {@link EventSteps#weigh weighing} takes for its queries. */
    int spent(final long ofWeighing) {
        return weighing == ofWeighing ? steps : 0;
    }

    void spend(final long ofWeighing, final int moreSteps) {
        steps = spent(ofWeighing) + moreSteps;
        weighing = ofWeighing;
    }
}
