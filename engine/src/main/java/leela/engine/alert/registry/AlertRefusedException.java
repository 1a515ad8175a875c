package leela.engine.alert.registry;

import java.util.Optional;

/** What is not done for alerts; the message is one plain sentence for the user. Thread: immutable. */
public final class AlertRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean isUnknown;

    public AlertRefusedException(final String sentence) {
        this(sentence, false);
    }

    private AlertRefusedException(final String sentence, final boolean isUnknown) {
        super(sentence);
        this.isUnknown = isUnknown;
    }

    /** Nothing bears the name or number that was said. */
    static AlertRefusedException unknown(final String sentence) {
        return new AlertRefusedException(sentence, true);
    }

    /** Whether it is not done because there is no such thing. */
    public boolean isUnknown() {
        return isUnknown;
    }

    /** Throws where there is a reason. */
    static void where(final Optional<AlertRefusedException> reason) throws AlertRefusedException {
        if (reason.isPresent()) {
            throw reason.get();
        }
    }
}
