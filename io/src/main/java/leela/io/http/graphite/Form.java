package leela.io.http.graphite;

import java.util.ArrayList;
import java.util.List;
import leela.io.http.HttpRefusal;
import leela.io.http.PercentText;
import leela.io.http.RequestTarget;

/**
 * The parameters of a request: those of its target, and those of a form in its body. Of one that is given twice the
 * last counts.
 * Thread: immutable.
 *
 * @param rest what stands in the path behind the route's own
 */
record Form(RequestTarget target, RequestTarget body, String rest) {

    List<String> every(final String name) {
        final List<String> values = new ArrayList<>();
        target.every(name).forEach(value -> values.add(PercentText.utf8(value)));
        body.every(name).forEach(value -> values.add(PercentText.utf8(value)));
        return values;
    }

    /** As {@link #every}, of a name that some clients write with brackets behind it. */
    List<String> everyOf(final String name) {
        final List<String> values = every(name);
        return values.isEmpty() ? every(name + "[]") : values;
    }

    boolean has(final String name) {
        return target.has(name) || body.has(name);
    }

    /** Empty where it is missing. */
    String text(final String name) {
        final List<String> values = every(name);
        return values.isEmpty() ? "" : values.get(values.size() - 1);
    }

    int number(final String name, final int standard, final int most) {
        final String text = text(name);
        if (text.isEmpty()) {
            return standard;
        }
        if (!text.matches("-?\\d{1,9}")) {
            throw HttpRefusal.badRequest(name + ": " + text + " (expected: a number)");
        }
        return Math.min(most, Integer.parseInt(text));
    }

    boolean isSet(final String name) {
        return number(name, 0, 1) != 0;
    }
}
