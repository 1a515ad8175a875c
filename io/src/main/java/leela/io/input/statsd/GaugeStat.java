package leela.io.input.statsd;

import leela.engine.ring.Producer;

/** A level, set or moved; it is remembered beyond the window. Thread: whoever holds the windows. */
final class GaugeStat extends Stat {

    private double level;

    GaugeStat(final byte[] name, final String template) {
        super(name, template, "level");
    }

    @Override
    void add(final double value, final double weight, final boolean isSigned) {
        level = isSigned ? level + value : value;
    }

    @Override
    void tell(final Producer producer, final long endNs, final double seconds) {
        put(producer, 0, level, endNs);
    }
}
