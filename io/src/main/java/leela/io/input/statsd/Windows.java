package leela.io.input.statsd;

import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.refusal.Evidence;
import leela.engine.ring.Producer;
import org.agrona.DirectBuffer;

/**
 * The window that is open, of all names, whatever socket they come to. It ends by the clock: with the first datagram
 * that arrives behind its end, or when somebody looks; so a value is in the window that it arrived in.
 * Thread: one at a time; the sockets' threads and the one that looks hold {@code this} for a datagram or a flush.
 * Memory: bounded by the number of names, and of timers, and by what names and members take; a name that was silent for
 * an hour is forgotten.
 * Units: epoch ns.
 */
final class Windows {

    /** What values may be. */
    enum Type {
        COUNTER,
        GAUGE,
        TIMER,
        SET
    }

    private static final long FORGET_NS = 3_600_000_000_000L;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final StatsdSettings settings;
    private final Producer producer;
    private final Counters counters;
    private final int maxTimers;
    private final StatBudget budget;
    private final StatTable[] tables = new StatTable[Type.values().length];
    private final StatTable.Visitor flushing = this::flush;
    private final long lengthNs;
    private final int forgetWindows;
    private long endNs = Long.MIN_VALUE;
    private int names;

    /**
     * @param producer    takes what windows give
     * @param timersBytes what all timers together may take
     * @param namesBytes  what all names and members together may take
     */
    Windows(
            final StatsdSettings settings,
            final Producer producer,
            final long timersBytes,
            final long namesBytes,
            final Counters counters) {
        budget = new StatBudget(namesBytes);
        this.settings = settings;
        this.producer = producer;
        this.counters = counters;
        maxTimers = (int) Math.min(Integer.MAX_VALUE, Math.max(1, timersBytes / TimerStat.BYTES));
        lengthNs = settings.flush().toNanos();
        forgetWindows = (int) Math.max(1, FORGET_NS / lengthNs);
        for (int i = 0; i < tables.length; i++) {
            tables[i] = new StatTable();
        }
    }

    /** What is held of a name, made for who sends it where there is room; null where there is none. */
    Stat stat(final Type type, final DirectBuffer name, final int length, final Evidence from) {
        final StatTable table = tables[type.ordinal()];
        Stat found = table.find(name, length);
        if (found == null && names < settings.maxNames() && (type != Type.TIMER || table.count() < maxTimers)) {
            final byte[] copy = new byte[length];
            name.getBytes(0, copy);
            found = made(type, copy);
            if (!budget.tryTake(found.bytes())) {
                return null;
            }
            found.sender(from.sender(), from.account());
            table.add(found);
            names++;
            counters.set(StatsdCounter.HELD, names);
        }
        return found;
    }

    private Stat made(final Type type, final byte[] name) {
        return switch (type) {
            case COUNTER -> new CounterStat(name, settings.counters());
            case GAUGE -> new GaugeStat(name, settings.gauges());
            case TIMER -> new TimerStat(name, settings.timers());
            case SET -> new SetStat(name, settings.sets(), budget);
        };
    }

    /** So many values went into windows. */
    void absorbed(final Counter received, final int values) {
        counters.add(received, values);
        counters.add(StatsdCounter.AGGREGATED, values);
    }

    /** Ends the window if it is over. */
    void roll(final long nowNs) {
        if (endNs == Long.MIN_VALUE) {
            endNs = endOf(nowNs);
        } else if (nowNs >= endNs || nowNs < endNs - lengthNs) {
            // a clock that was set back ends it too
            end();
            endNs = endOf(nowNs);
        }
    }

    private long endOf(final long nowNs) {
        return nowNs - Math.floorMod(nowNs, lengthNs) + lengthNs;
    }

    /** Gives the points of the window that is open. */
    void end() {
        if (endNs == Long.MIN_VALUE) {
            return;
        }
        producer.begin(endNs);
        names = 0;
        long forgottenBytes = 0;
        for (final StatTable table : tables) {
            table.forEach(flushing);
            forgottenBytes += table.forget(forgetWindows);
            names += table.count();
        }
        producer.end();
        if (forgottenBytes > 0) {
            budget.giveBack(forgottenBytes);
            for (final StatTable table : tables) {
                table.forEach(Stat::tidy);
            }
        }
        counters.set(StatsdCounter.HELD, names);
    }

    private void flush(final Stat stat) {
        producer.evidence().sender(stat::sender, stat::account);
        stat.flush(producer, endNs, (double) lengthNs / NS_PER_SECOND);
    }
}
