package leela.engine.notify.delivery;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

import java.util.Optional;
import java.util.function.Function;
import leela.engine.counters.Counters;
import leela.engine.counters.LatencyHistogram;

/** Counters of a way that only tests take, and its recipients. */
public final class DeliveryCountersOfTests {

    private DeliveryCountersOfTests() {}

    /** Those of one way. */
    public static DeliveryCounters of(final Counters counters) {
        return new DeliveryCounters(
                counters,
                counter(1, "test.confirmed", "Confirmed"),
                counter(2, "test.retried", "Retried"),
                counter(3, "test.refused", "Refused"),
                counter(4, "test.unconfirmed", "Unconfirmed"),
                counter(5, "test.given-up", "Given up"),
                gauge(6, "test.pending", "Pending"),
                new LatencyHistogram(),
                new LatencyHistogram());
    }

    /** All that this finds. */
    public static Recipients recipients(final Function<String, Optional<Recipient>> finder) {
        return new Recipients() {
            @Override
            public Optional<Recipient> find(final String name) {
                return finder.apply(name);
            }

            @Override
            public Optional<String> fault(final String name) {
                return find(name).isPresent() ? Optional.empty() : Optional.of("nobody is called " + name);
            }
        };
    }
}
