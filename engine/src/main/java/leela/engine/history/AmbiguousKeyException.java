package leela.engine.history;

import java.util.List;
import java.util.stream.Collectors;
import leela.engine.runtime.PrintableText;

/**
 * The key is not there, and several are that equal it when case is ignored: none is taken for it.
 * Thread: immutable.
 */
public final class AmbiguousKeyException extends RuntimeException {

    /** So many keys are named at most. */
    public static final int MOST = 16;

    private static final long serialVersionUID = 1L;

    private final transient List<byte[]> keys;

    public AmbiguousKeyException(final List<byte[]> keys) {
        super("several keys equal it but for the case of their letters: "
                + keys.stream().map(PrintableText::ofKey).collect(Collectors.joining(", ")));
        this.keys = List.copyOf(keys);
    }

    /** Those that may be meant. */
    public List<byte[]> keys() {
        return keys;
    }
}
