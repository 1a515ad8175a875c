package leela.engine.alert.trial;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import leela.engine.alert.AlertOutputs;
import leela.engine.alert.AlertState;
import leela.engine.alert.GroupRecord;
import leela.engine.alert.Transition;
import leela.engine.runtime.Clock;

/**
 * What an alert would have told, counted by hour.
 * Thread: one.
 * Memory: an hour's count, and a name a group.
 */
final class QuoteCounts implements AlertOutputs {

    private static final long HOUR_NS = 3600 * Clock.NANOS_PER_SECOND;

    private final Map<Long, Integer> byHour = new TreeMap<>();
    private final Set<String> groups = new HashSet<>();
    private int fired;
    private int unknown;
    private int flapping;

    @Override
    public void onChange(final List<GroupRecord> changed, final Transition told) {
        if (told == null) {
            return;
        }
        if (told.to() == AlertState.FIRING && told.from() != AlertState.UNKNOWN) {
            fired++;
            groups.add(told.group());
            byHour.merge(told.timeNs() / HOUR_NS, 1, Integer::sum);
        }
        unknown += told.to() == AlertState.UNKNOWN ? 1 : 0;
        flapping += told.to() == AlertState.FLAPPING ? 1 : 0;
    }

    int unknown() {
        return unknown;
    }

    int flapping() {
        return flapping;
    }

    /** {@code 12 times in 3 groups, most in the hour from 2026-11-28T14:00:00Z (5 times)}. */
    String sentence() {
        if (fired == 0) {
            return "never";
        }
        long worst = 0;
        int most = 0;
        for (final Map.Entry<Long, Integer> one : byHour.entrySet()) {
            if (one.getValue() > most) {
                most = one.getValue();
                worst = one.getKey();
            }
        }
        return times(fired) + " in " + groups.size() + (groups.size() == 1 ? " group" : " groups")
                + ", most in the hour from " + AlertQuote.time(worst * HOUR_NS) + " (" + times(most) + ")";
    }

    static String times(final int count) {
        return count == 1 ? "once" : count + " times";
    }
}
