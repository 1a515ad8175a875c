package leela.engine.notify.delivery;

import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.counters.LatencyHistogram;
import leela.engine.notify.Outcome;

/**
 * What is counted of one kind of way out: transitions, each for each recipient.
 * Thread: the deliveries'; {@link #latency} and {@link #sending} any.
 *
 * @param confirmed   the receiver has them
 * @param retried     tries that failed and are made again
 * @param refused     the receiver will never take them
 * @param unconfirmed may have arrived or not
 * @param givenUp     discarded, since too many waited
 * @param pending     that wait or are under way
 * @param latency     from the transition to the receiver's word
 * @param sending     from the transition until it was first handed to the way
 */
public record DeliveryCounters(
        Counters counters,
        Counter confirmed,
        Counter retried,
        Counter refused,
        Counter unconfirmed,
        Counter givenUp,
        Counter pending,
        LatencyHistogram latency,
        LatencyHistogram sending) {

    void onOutcome(final Outcome.Kind kind, final int transitions) {
        switch (kind) {
            case CONFIRMED -> counters.add(confirmed, transitions);
            case RETRY -> counters.increment(retried);
            case REFUSED -> counters.add(refused, transitions);
            case UNCONFIRMED -> counters.add(unconfirmed, transitions);
        }
    }

    void onGivenUp() {
        counters.increment(givenUp);
    }

    void onPending(final long change) {
        counters.add(pending, change);
    }
}
