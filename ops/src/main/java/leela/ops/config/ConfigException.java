package leela.ops.config;

import java.util.List;

/**
 * The configuration is wrong; the message has a line for each fault, a plain sentence that names file, line and key.
 */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> faults;

    public ConfigException(final List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
        this.faults = List.copyOf(faults);
    }

    public ConfigException(final String message, final Throwable cause) {
        super(message, cause);
        faults = List.of(message);
    }

    /** All that is wrong. */
    public List<String> faults() {
        return faults;
    }
}
