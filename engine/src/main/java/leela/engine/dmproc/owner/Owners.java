package leela.engine.dmproc.owner;

import java.util.HashMap;
import java.util.Map;

/**
 * Who has standing queries at this place of the stream. An owner is known from the begin of its first query to the end
 * of its last as the stream has them, not as callers asked for them: else a replay would find another one.
 * Thread: the query thread.
 * Memory: one for each owner, and for each that pays for others.
 */
public final class Owners {

    private final Map<String, Owner> known = new HashMap<>();

    /** A query of this owner begins; {@code payer} is whose time it takes, where many owners are one and the same. */
    public Owner begin(final String name, final String payer) {
        final Owner owner = owner(name, payer);
        count(owner, 1);
        return owner;
    }

    /** A query of this owner has ended, and holds nothing any more. */
    public void end(final Owner owner) {
        count(owner, -1);
    }

    private Owner owner(final String name, final String payer) {
        final Owner owner = known.get(name);
        if (owner != null) {
            return owner;
        }
        return name.equals(payer) ? new Owner(name) : new Owner(name, owner(payer, payer));
    }

    /** Owners are known for as long as they, or those that they pay for, have queries. */
    private void count(final Owner owner, final int more) {
        if (owner.count(more) == 0) {
            known.remove(owner.name());
        } else {
            known.put(owner.name(), owner);
        }
        if (owner.payer() != owner) {
            count(owner.payer(), more);
        }
    }
}
