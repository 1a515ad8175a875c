package leela.io.http.v1;

import leela.io.http.HttpRefusal;
import leela.io.http.RequestTarget;

/** The parameter {@code limit} of a range. Thread: any; stateless. */
final class RowLimit {

    private RowLimit() {}

    /** Without one there is none. */
    static int of(final RequestTarget target) {
        return of(target, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    static int of(final RequestTarget target, final int otherwise, final int max) {
        final String text = target.text("limit");
        if (text.isEmpty() && !target.has("limit")) {
            return otherwise;
        }
        try {
            final int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= max) {
                return limit;
            }
        } catch (final NumberFormatException e) {
            // the sentence below says it
        }
        throw HttpRefusal.badRequest("limit: " + text + " (expected: 1-" + max + ")");
    }
}
