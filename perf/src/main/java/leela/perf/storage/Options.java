package leela.perf.storage;

import java.util.HashMap;
import java.util.Map;

/** Arguments of the form {@code name=value}. Thread: immutable once made. */
final class Options {

    private final Map<String, String> values = new HashMap<>();

    Options(final String[] args) {
        for (final String arg : args) {
            final int at = arg.indexOf('=');
            if (at <= 0) {
                throw new IllegalArgumentException("argument: " + arg + " (expected: name=value)");
            }
            values.put(arg.substring(0, at), arg.substring(at + 1));
        }
    }

    String text(final String name, final String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    long number(final String name, final long otherwise) {
        return values.containsKey(name) ? Long.parseLong(values.get(name).replace("_", "")) : otherwise;
    }
}
