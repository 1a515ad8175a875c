package leela.engine.notify;

import leela.engine.counters.Counter;
import leela.engine.counters.Counters;

/**
 * What is counted of one way out.
 * Thread: any.
 *
 * @param sent     messages handed to the notifier
 * @param heldBack results beyond a recipient's allowance
 */
public record NotifyCounters(Counters counters, Counter sent, Counter heldBack) {

    void onSent() {
        counters.increment(sent);
    }

    void onHeldBack(final long count) {
        counters.add(heldBack, count);
    }
}
