package leela.engine.alert.registry;

/**
 * An alert that runs and follows only some of the series that match: of the others nobody is told.
 * Thread: immutable.
 */
public record PartialAlert(String alert, long followed, long leftOut) {

    /** For people: {@code load follows only 533 of the 20000 series that match}. */
    @Override
    public String toString() {
        return alert + " follows only " + followed + " of the " + (followed + leftOut) + " series that match";
    }
}
