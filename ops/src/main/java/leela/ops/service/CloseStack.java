package leela.ops.service;

import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.LangUtil;

/**
 * What has been built so far; closes it in the reverse order.
 * Thread: the one that builds and closes the service.
 * Errors: every part is closed even if one fails; the first failure is thrown, the others are suppressed inside it.
 */
final class CloseStack implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Adds a part, which is closed before those that were added earlier. */
    <T extends AutoCloseable> T add(final T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        Throwable first = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (final Throwable failed) {
                if (first == null) {
                    first = failed;
                } else {
                    first.addSuppressed(failed);
                }
            }
        }
        if (first != null) {
            LangUtil.rethrowUnchecked(first);
        }
    }
}
