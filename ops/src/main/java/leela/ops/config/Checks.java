package leela.ops.config;

/**
 * What the records' constructors check with. Errors: {@link IllegalArgumentException}: {@code key: value (expected:
 * …)}.
 */
final class Checks {

    static final int MAX_PORT = 65_535;

    private Checks() {}

    static void range(final String key, final long value, final long min, final long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: " + min + "-" + max + ")");
        }
    }

    static void given(final String key, final String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(key + ": \"\" (expected: a name)");
        }
    }
}
