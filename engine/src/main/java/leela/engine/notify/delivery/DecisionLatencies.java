package leela.engine.notify.delivery;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import leela.engine.alert.Transition;
import leela.engine.counters.LatencyHistogram;

/**
 * How long changes take until they are decided, by alert; alerts beyond the first {@value #MOST_ALERTS} share a name.
 * Thread: the deliveries'; the maps any.
 * Memory: two histograms an alert.
 */
public final class DecisionLatencies {

    /** So many alerts are told apart. */
    static final int MOST_ALERTS = 200;

    /** No alert is called so: it has brackets. */
    static final String OTHERS = "(others)";

    private final Map<String, LatencyHistogram> arrivals = new ConcurrentSkipListMap<>();
    private final Map<String, LatencyHistogram> decisions = new ConcurrentSkipListMap<>();

    /** A change came to be delivered at this time (epoch ns). */
    void onDecided(final Transition transition, final long decidedNs) {
        if (!Receipt.isKnown(transition)) {
            return;
        }
        final boolean isKnown = decisions.containsKey(transition.alert()) || decisions.size() < MOST_ALERTS;
        final String name = isKnown ? transition.alert() : OTHERS;
        final Receipt receipt = Receipt.of(transition, decidedNs, 0);
        arrivals.computeIfAbsent(name, unknown -> new LatencyHistogram()).record(receipt.arrivalNs());
        decisions.computeIfAbsent(name, unknown -> new LatencyHistogram()).record(receipt.decisionNs());
    }

    /** From the time of a value to the arrival of what decided. */
    public Map<String, LatencyHistogram> arrivals() {
        return arrivals;
    }

    /** From there to the change being handed to who delivers it. */
    public Map<String, LatencyHistogram> decisions() {
        return decisions;
    }
}
