package leela.io.input.statsd;

import leela.engine.ring.Producer;

/** How much was counted in a window. Thread: whoever holds the windows. */
final class CounterStat extends Stat {

    private double sum;

    CounterStat(final byte[] name, final String template) {
        super(name, template, "rate", "count");
    }

    @Override
    void add(final double value, final double weight, final boolean isSigned) {
        sum += value * weight;
    }

    @Override
    void tell(final Producer producer, final long endNs, final double seconds) {
        put(producer, 0, sum / seconds, endNs);
        put(producer, 1, sum, endNs);
        sum = 0;
    }
}
