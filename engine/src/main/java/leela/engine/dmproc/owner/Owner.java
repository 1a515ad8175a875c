package leela.engine.dmproc.owner;

/**
 * Somebody who has standing queries, and what these hold together.
 * Thread: the query thread; the name any.
 */
public final class Owner {

    private final String name;
    private final Owner payer;

    private int queries;
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
    public Owner payer() {
        return payer;
    }

    /** How many queries it has or pays for, so many more now. */
    int count(final int more) {
        queries += more;
        return queries;
    }

    /** What its running queries hold. */
    public long stateBytes() {
        return stateBytes;
    }

    public void hold(final long moreBytes) {
        stateBytes += moreBytes;
    }

    /** Steps that an event of the series of this weighing takes for its queries. */
    public int spent(final long ofWeighing) {
        return weighing == ofWeighing ? steps : 0;
    }

    public void spend(final long ofWeighing, final int moreSteps) {
        steps = spent(ofWeighing) + moreSteps;
        weighing = ofWeighing;
    }
}
