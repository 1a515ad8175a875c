package leela.engine.notify;

import java.util.Map;
import java.util.function.Supplier;

/**
 * A message that waits for its notifier.
 * Thread: the outbox's.
 *
 * @param body      written when it is sent
 * @param results   the results that it tells of, counted by subject; none in an answer, which no allowance holds back
 * @param isSummary whether the results were held back before
 */
record PendingMessage<T>(String to, Supplier<String> body, Map<T, Long> results, boolean isSummary) {

    static <T> PendingMessage<T> answer(final String to, final Supplier<String> body) {
        return new PendingMessage<>(to, body, Map.of(), false);
    }

    static <T> PendingMessage<T> result(final String to, final T subject, final Supplier<String> body) {
        return new PendingMessage<>(to, body, Map.of(subject, 1L), false);
    }

    static <T> PendingMessage<T> summary(final String to, final Map<T, Long> results, final Supplier<String> body) {
        return new PendingMessage<>(to, body, results, true);
    }

    boolean isLimited() {
        return !results.isEmpty();
    }
}
