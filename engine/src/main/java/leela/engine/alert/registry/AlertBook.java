package leela.engine.alert.registry;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import leela.engine.alert.AlertState;
import leela.engine.alert.GroupRecord;
import leela.engine.alert.Transition;
import leela.engine.runtime.HeapShare;

/**
 * All that is known of alerts, as the entries of their log make it, one after another.
 * Thread: its owner's, under its lock.
 * Memory: a record a group; {@link NewestChanges}.
 */
final class AlertBook {

    private static final int MOST_ACKNOWLEDGED = 10_000;

    private final Map<String, Map<String, GroupRecord>> groups = new TreeMap<>();
    private final Map<String, Map<String, GroupRecord>> notOk = new TreeMap<>();
    private final Map<String, LogEntry.Defined> defined = new LinkedHashMap<>();
    private final Map<Long, Acknowledgement> acknowledgements = new HashMap<>();
    private final Map<Long, Silence> silences = new LinkedHashMap<>();
    private final NewestChanges newest = new NewestChanges(HeapShare.ALERTS.bytes());
    private long number;
    private long silenceNumber;

    /** {@code alert} names the one that a {@code Defined} defines. */
    void apply(final LogEntry entry, final String alert) {
        if (entry instanceof final LogEntry.Changed changed) {
            change(changed);
        } else if (entry instanceof final LogEntry.Defined one) {
            defined.put(alert, one);
        } else if (entry instanceof final LogEntry.Dropped dropped) {
            defined.remove(dropped.alert());
            groups.remove(dropped.alert());
            notOk.remove(dropped.alert());
        } else if (entry instanceof final LogEntry.Acknowledged one) {
            acknowledgements.put(one.acknowledgement().number(), one.acknowledgement());
        } else if (entry instanceof final LogEntry.Silenced one) {
            silences.put(one.silence().id(), one.silence());
            silenceNumber = Math.max(silenceNumber, one.silence().id());
        } else if (entry instanceof final LogEntry.Unsilenced one) {
            silences.remove(one.id());
        } else if (entry instanceof final LogEntry.Numbers numbers) {
            number = Math.max(number, numbers.transition());
            silenceNumber = Math.max(silenceNumber, numbers.silence());
        }
    }

    private void change(final LogEntry.Changed changed) {
        for (final GroupRecord group : changed.groups()) {
            final Map<String, GroupRecord> known = groups.computeIfAbsent(group.alert(), name -> new HashMap<>());
            final Map<String, GroupRecord> open = notOk.computeIfAbsent(group.alert(), name -> new LinkedHashMap<>());
            final boolean isClosed = group.state() == AlertState.CLOSED;
            final GroupRecord before = isClosed ? known.remove(group.group()) : known.put(group.group(), group);
            if (isClosed || group.state() == AlertState.OK && !group.told().isOpen()) {
                open.remove(group.group());
            } else {
                open.put(group.group(), group);
            }
            if (before != null && before.opened() != 0 && group.opened() == 0) {
                acknowledgements.remove(before.opened());
            }
        }
        if (changed.told() != null) {
            // one that is known already was silenced, and is told after all
            number = Math.max(number, changed.told().number());
            newest.add(changed);
        }
    }

    /** The number that an alert, which was told under this one, is known by as seen. */
    long acknowledgeable(final long of) throws AlertRefusedException {
        final Transition told = transition(of);
        final long opened = told == null ? of : told.opened();
        if (open().stream().noneMatch(group -> group.opened() == opened)) {
            throw isOver(of, told != null);
        }
        if (acknowledgement(opened) == null && acknowledgements.size() >= MOST_ACKNOWLEDGED) {
            throw new AlertRefusedException(
                    acknowledgements.size() + " alerts are marked as seen, as many as there may be.");
        }
        return opened;
    }

    static AlertRefusedException isOver(final long number, final boolean isKnown) {
        return isKnown
                ? new AlertRefusedException("The alert #" + number + " is over.")
                : AlertRefusedException.unknown("There is no alert #" + number + ".");
    }

    /** The highest number of a transition. */
    long number() {
        return number;
    }

    long silenceNumber() {
        return silenceNumber;
    }

    /** Of which alerts groups are known. */
    List<String> names() {
        return List.copyOf(groups.keySet());
    }

    /** How the groups of all alerts stand. */
    List<GroupRecord> groups() {
        final List<GroupRecord> all = new ArrayList<>();
        groups.values().forEach(of -> all.addAll(of.values()));
        return all;
    }

    /** Those that are not ok. */
    List<GroupRecord> open() {
        final List<GroupRecord> all = new ArrayList<>();
        notOk.values().forEach(of -> all.addAll(of.values()));
        return all;
    }

    /** Whether a group that was told under this number is in this state, as people see it. */
    boolean isOpen(final String alert, final long opened, final AlertState state) {
        return notOk.getOrDefault(alert, Map.of()).values().stream()
                .anyMatch(group -> group.opened() == opened && group.shown() == state);
    }

    /** How many groups of an alert are not ok, by how people see them. */
    Map<AlertState, Integer> counts(final String alert) {
        final Map<AlertState, Integer> counts = new EnumMap<>(AlertState.class);
        notOk.getOrDefault(alert, Map.of()).values().forEach(group -> counts.merge(group.shown(), 1, Integer::sum));
        return counts;
    }

    /** What persons wrote, by name. */
    Map<String, LogEntry.Defined> defined() {
        return defined;
    }

    Acknowledgement acknowledgement(final long opened) {
        return acknowledgements.get(opened);
    }

    List<Silence> silences() {
        return List.copyOf(silences.values());
    }

    /** The newest changes that people were to be told of, silenced or not, oldest first. */
    List<LogEntry.Changed> newest() {
        return newest.stream().toList();
    }

    /** Those of these that people were told, since this time. */
    List<Transition> toldSince(final long sinceNs) {
        return newest.stream()
                .filter(one -> !one.isSilenced() && one.told().timeNs() > sinceNs)
                .map(LogEntry.Changed::told)
                .toList();
    }

    /** The first of what was told behind this number, as far as it is known. */
    List<Transition> toldBehind(final long of, final int most) {
        if (of >= number) {
            return List.of();
        }
        return newest.stream()
                .map(LogEntry.Changed::told)
                .filter(told -> told.number() > of)
                .limit(most)
                .toList();
    }

    /** The change that was told under this number; null where it is not known any more. */
    LogEntry.Changed changed(final long of) {
        return newest.of(of);
    }

    /** What was told under this number; null where it is not known any more. */
    Transition transition(final long of) {
        final LogEntry.Changed changed = changed(of);
        return changed == null ? null : changed.told();
    }

    /** What was told of the same group of the same alert, oldest first. */
    List<Transition> ofSame(final Transition told) {
        return newest.stream()
                .map(LogEntry.Changed::told)
                .filter(one -> one.alert().equals(told.alert()) && one.group().equals(told.group()))
                .toList();
    }

    /** The fewest entries that make the same of a new one. */
    List<LogEntry> entries() {
        final List<LogEntry> entries = new ArrayList<>();
        entries.add(new LogEntry.Numbers(number, silenceNumber));
        entries.addAll(defined.values());
        newest.stream().forEach(entries::add);
        groups().forEach(group -> entries.add(new LogEntry.Changed(List.of(group), null, false)));
        acknowledgements.values().forEach(one -> entries.add(new LogEntry.Acknowledged(one)));
        silences.values().forEach(one -> entries.add(new LogEntry.Silenced(one)));
        return entries;
    }
}
