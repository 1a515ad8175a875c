package leela.engine.alert.registry;

import java.util.Optional;

/** What is not done for alerts; the message is one plain sentence for the user. Thread: immutable. */
public final class AlertRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    public AlertRefusedException(final String sentence) {
        super(sentence);
    }

    /** Throws where there is a reason. */
    static void where(final Optional<String> reason) throws AlertRefusedException {
        if (reason.isPresent()) {
            throw new AlertRefusedException(reason.get());
        }
    }
}
