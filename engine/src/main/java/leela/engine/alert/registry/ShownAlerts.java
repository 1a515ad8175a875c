package leela.engine.alert.registry;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import leela.engine.alert.AlertState;
import leela.engine.alert.GroupRecord;
import leela.engine.runtime.Locked;

/**
 * How alerts stand, as people see it: with who has seen them, and which silence is of them.
 * Thread: any; {@link #count} under the lock.
 */
final class ShownAlerts {

    /** So that what fires is among the first. */
    private static final Comparator<GroupRecord> PENDING_LAST =
            Comparator.comparing(group -> group.shown() == AlertState.PENDING);

    private final AlertBook book;
    private final RunningAlerts running;
    private final ActiveSilences silences;
    private final Lock lock;
    private volatile Map<String, Map<AlertState, Integer>> counts = Map.of();

    ShownAlerts(final AlertBook book, final RunningAlerts running, final ActiveSilences silences, final Lock lock) {
        this.book = book;
        this.running = running;
        this.silences = silences;
        this.lock = lock;
    }

    /** How many groups of each alert are not ok, by state, as of a moment ago; waits for nothing. */
    Map<String, Map<AlertState, Integer>> counts() {
        return counts;
    }

    /** Looks how many there are now. */
    void count() {
        final Map<String, Map<AlertState, Integer>> now = new TreeMap<>();
        running.names().forEach(name -> now.put(name, book.counts(name)));
        counts = now;
    }

    /** The first of the groups that are not ok, of alerts that run, and are wanted. */
    OpenAlerts open(final Predicate<GroupRecord> wanted, final int most) {
        final List<GroupRecord> all = locked(() -> ofRunning(book.open()));
        // patterns are costly: not under the lock
        final List<GroupRecord> chosen =
                all.stream().filter(wanted).sorted(PENDING_LAST).toList();
        return new OpenAlerts(shown(chosen.subList(0, Math.min(most, chosen.size()))), chosen.size());
    }

    /** What a silence of this regex would be of. */
    SilenceReach reach(final String regex) throws AlertRefusedException {
        return reach(regex, locked(book::open));
    }

    /** Whether this silence is of all alerts that run. */
    boolean isOfAll(final Silence silence) {
        try {
            return reach(silence.regex(), List.of()).isOfAll();
        } catch (final AlertRefusedException unreadable) {
            return false; // and of none
        }
    }

    private SilenceReach reach(final String regex, final List<GroupRecord> open) throws AlertRefusedException {
        return SilenceReach.of(regex, silences.compiled(regex), open, locked(() -> List.copyOf(running.names())));
    }

    private <T> T locked(final Supplier<T> what) {
        return Locked.get(lock, what);
    }

    private List<GroupRecord> ofRunning(final List<GroupRecord> groups) {
        return groups.stream()
                .filter(group -> running.names().contains(group.alert()))
                .toList();
    }

    private List<OpenAlert> shown(final List<GroupRecord> groups) {
        return locked(() -> ofRunning(groups).stream().map(this::shown).toList()).stream()
                .map(one -> one.withSilence(
                        silences.of(one.group().alert(), one.group().group())))
                .toList();
    }

    private OpenAlert shown(final GroupRecord group) {
        return new OpenAlert(
                group,
                book.transition(group.opened()),
                running.program(group.alert()).severity(),
                book.acknowledgement(group.opened()),
                null);
    }
}
