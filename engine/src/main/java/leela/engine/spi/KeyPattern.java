package leela.engine.spi;

/**
 * A pattern that is searched for anywhere in a key, in time linear in the key.
 * Thread: any; implementations hold no state that changes, or guard it.
 */
public interface KeyPattern {

    /** Whether the pattern occurs in the key. */
    boolean isFoundIn(byte[] key);

    /**
     * What a look at a key of so many bytes costs at most, roughly, in nanoseconds of a usual machine: the same
     * whenever it is asked and wherever, since what is decided when goes by it.
     */
    default long worstNs(final int keyLength) {
        return keyLength;
    }

    /** Turns the text of a pattern (RE2 syntax) into a pattern. Thread: any. */
    interface Compiler {
        /** Errors: {@link IllegalArgumentException} whose message is one plain sentence. */
        KeyPattern compile(byte[] pattern);
    }
}
