package leela.engine.alert.registry;

import java.nio.charset.StandardCharsets;
import java.util.List;
import leela.engine.alert.GroupRecord;
import leela.engine.spi.KeyPattern;

/**
 * What a silence is of, of what is known now: a regex with a slip is of nothing, or of all.
 * Thread: immutable.
 *
 * @param matching of so many open alerts
 * @param open     so many are open
 * @param names    of so many alerts that run
 * @param running  so many run
 */
public record SilenceReach(long matching, long open, long names, long running) {

    static SilenceReach of(
            final String regex, final KeyPattern pattern, final List<GroupRecord> open, final List<String> running) {
        return new SilenceReach(
                open.stream()
                        .filter(one -> ActiveSilences.isOf(regex, pattern, one.alert(), one.group()))
                        .count(),
                open.size(),
                running.stream()
                        .filter(name -> pattern.isFoundIn(name.getBytes(StandardCharsets.UTF_8)))
                        .count(),
                running.size());
    }

    /** Whether nobody is told of anything any more. */
    public boolean isOfAll() {
        return running > 0 && names == running;
    }

    /** For people, with a warning where it may not be what was meant. */
    @Override
    public String toString() {
        final String counts = "It is of " + matching + " of the " + open
                + " alerts that are open, and of all groups of " + names + " of the " + running + " that run.";
        if (isOfAll()) {
            return counts + " Beware: nobody is told of any alert.";
        }
        return matching + names == 0
                ? counts + " Beware: nothing matches now; it is of groups that come alone."
                : counts;
    }
}
