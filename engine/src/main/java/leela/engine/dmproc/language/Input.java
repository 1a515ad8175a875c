package leela.engine.dmproc.language;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Which series a program reads, and what its expression calls their values.
 * Thread: immutable.
 * Errors: a regex that is empty or too long is an {@link IllegalArgumentException}.
 *
 * @param name  empty where there is one input and no expression
 * @param regex the bytes of the regular expression; never write to them
 */
public record Input(String name, byte[] regex) {

    /** Longest regex, in bytes ([language 6]). */
    public static final int MAX_REGEX_LENGTH = 1024;

    public Input {
        if (regex.length < 1 || regex.length > MAX_REGEX_LENGTH) {
            throw new IllegalArgumentException(
                    "regex: " + regex.length + " bytes (expected: 1-" + MAX_REGEX_LENGTH + ")");
        }
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Input that && name.equals(that.name) && Arrays.equals(regex, that.regex);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(regex);
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? "" : name + ": ") + new String(regex, StandardCharsets.UTF_8);
    }
}
