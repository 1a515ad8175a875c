package leela.engine.notify;

import java.util.Map;
import java.util.function.Supplier;

/**
 * A message that waits for its notifier.
 * Thread: the outbox's.
 *
 * @param body    written when it is sent
 * @param results the results that it tells of, by subject; none in an answer or complaint, which no allowance holds
 *                back
 */
record PendingMessage<T>(String to, Kind kind, Supplier<String> body, Map<T, HeldResults> results) {

    /** What a message is. */
    enum Kind {
        ANSWER,
        /** Has an allowance of its own. */
        COMPLAINT,
        RESULT,
        /** Its results were held back before. */
        SUMMARY
    }

    static <T> PendingMessage<T> answer(final String to, final Supplier<String> body) {
        return new PendingMessage<>(to, Kind.ANSWER, body, Map.of());
    }

    static <T> PendingMessage<T> complaint(final String to, final Supplier<String> body) {
        return new PendingMessage<>(to, Kind.COMPLAINT, body, Map.of());
    }

    static <T> PendingMessage<T> result(
            final String to, final T subject, final HeldResults result, final Supplier<String> body) {
        return new PendingMessage<>(to, Kind.RESULT, body, Map.of(subject, result));
    }

    static <T> PendingMessage<T> summary(
            final String to, final Map<T, HeldResults> results, final Supplier<String> body) {
        return new PendingMessage<>(to, Kind.SUMMARY, body, results);
    }

    boolean isLimited() {
        return !results.isEmpty();
    }

    /** What a result is about. */
    T subject() {
        return results.keySet().iterator().next();
    }
}
