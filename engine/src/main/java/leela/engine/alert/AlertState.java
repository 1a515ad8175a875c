package leela.engine.alert;

import java.util.Locale;

/**
 * How one group of an alert stands.
 * Thread: immutable.
 */
public enum AlertState {
    /** The condition is false. */
    OK,
    /** It is true, but not for long enough yet; nobody is told. */
    PENDING,
    /** People were told, and it is not over. */
    FIRING,
    /** No sample came for too long: nobody knows how it stands. */
    UNKNOWN,
    /** It came and went too often: one message for all of that. */
    FLAPPING,
    /** Somebody has closed it, or it was not seen any more: it is forgotten. */
    CLOSED;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Whether somebody has to do something about it. */
    public boolean isOpen() {
        return this == FIRING || this == UNKNOWN || this == FLAPPING;
    }

    /** As people read it. */
    @Override
    public String toString() {
        return text;
    }
}
