package leela.adapters.notice;

/** What is done about a notice that may have arrived or not. Thread: immutable. */
public enum InDoubt {
    /** It is not sent again, but shown as unconfirmed: nobody is told twice. */
    SHOW,
    /** It is sent again under the same name: nobody is left out. */
    REPEAT
}
