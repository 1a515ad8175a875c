package leela.engine.alert.registry;

/** What is not done for alerts; the message is one plain sentence for the user. Thread: immutable. */
public final class AlertRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    public AlertRefusedException(final String sentence) {
        super(sentence);
    }
}
