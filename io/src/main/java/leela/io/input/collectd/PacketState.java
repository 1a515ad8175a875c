package leela.io.input.collectd;

import leela.engine.series.Series;
import leela.io.input.collectd.KeyTemplate.Field;
import leela.io.input.collectd.security.SecurityLevel;

/**
 * What the parts read so far have set, up to the next part that sets it anew: every field of a packet is sticky.
 * Thread: its decoder's.
 * Memory: all at construction.
 * Units: times epoch ns; intervals ms.
 */
final class PacketState {

    /** A time or severity that no part has set. */
    static final long UNSET = 0;

    private final Identity identity;

    private SecurityLevel protection = SecurityLevel.NONE;
    private boolean isRefusalCounted;
    private DataSet dataSet;
    private long timeNs;
    private int intervalMs;
    private long severity;
    private int notifications;

    PacketState(final Identity identity) {
        this.identity = identity;
    }

    /** Starts a packet, or the protected stretch of one. */
    void reset(final SecurityLevel protectedAs) {
        identity.reset();
        protection = protectedAs;
        isRefusalCounted = false;
        dataSet = null;
        timeNs = UNSET;
        intervalMs = Series.NO_INTERVAL;
        severity = UNSET;
        notifications = 0;
    }

    Identity identity() {
        return identity;
    }

    /** How the parts in hand are protected. */
    SecurityLevel protection() {
        return protection;
    }

    /** Whether this is the first part of the packet that is refused for want of protection. */
    boolean isFirstRefusal() {
        final boolean isFirst = !isRefusalCounted;
        isRefusalCounted = true;
        return isFirst;
    }

    /** Counts a notification; how many there were so far. */
    int countNotification() {
        return ++notifications;
    }

    /** What is known of the type, or null. */
    DataSet dataSet() {
        return dataSet;
    }

    void dataSet(final DataSet newDataSet) {
        dataSet = newDataSet;
    }

    long timeNs() {
        return timeNs;
    }

    void timeNs(final long newTimeNs) {
        timeNs = newTimeNs;
    }

    int intervalMs() {
        return intervalMs;
    }

    void intervalMs(final int newIntervalMs) {
        intervalMs = newIntervalMs;
    }

    long severity() {
        return severity;
    }

    void severity(final long newSeverity) {
        severity = newSeverity;
    }

    /** Whether a value list may come here: collectd's server passes over those without one of these. */
    boolean isComplete() {
        return timeNs != UNSET
                && !identity.isEmpty(Field.HOST)
                && !identity.isEmpty(Field.PLUGIN)
                && !identity.isEmpty(Field.TYPE);
    }
}
