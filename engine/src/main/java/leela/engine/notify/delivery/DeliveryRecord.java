package leela.engine.notify.delivery;

import java.util.List;
import leela.engine.alert.Transition;
import leela.engine.notify.Outcome;

/** What the log of deliveries holds. Thread: immutable. */
sealed interface DeliveryRecord {

    /** A transition that these are to be told of. */
    record Accepted(Transition transition, List<String> recipients) implements DeliveryRecord {}

    /** A notice that is about to be handed over. */
    record Attempted(String recipient, long[] numbers) implements DeliveryRecord {}

    /**
     * What became of it; with {@link Outcome.Kind#RETRY} it waits again. By then so many were discarded that the
     * recipient has not heard of, {@code untold}; which logs of before do not say.
     */
    record Settled(String recipient, long[] numbers, Outcome.Kind kind, String reason, long timeNs, long untold)
            implements DeliveryRecord {}

    /** All transitions up to this number were accepted. */
    record Highest(long number) implements DeliveryRecord {}
}
