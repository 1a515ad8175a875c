package leela.engine.alert.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import leela.engine.alert.Transition;

/**
 * The newest changes that people were to be told of, without how their groups stood: a host that dies has thousands.
 * Thread: its owner's, under its lock.
 * Memory: {@value #MOST}, and fewer where their texts take more than they may; but always the {@value #FEWEST} newest,
 * which a kill may have kept from those who deliver.
 */
final class NewestChanges {

    static final int MOST = 10_000;
    static final int FEWEST = AlertChanges.MOST_A_TURN;

    /** With its place here, its times and its numbers. */
    static final int CHANGE_BYTES = 256;
    /** Beside its characters. */
    static final int TEXT_BYTES = 64;

    private final long mostBytes;
    private final Map<Long, LogEntry.Changed> oldestFirst = new LinkedHashMap<>();
    private long bytes;

    NewestChanges(final long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** One whose number is among them, since it was silenced, is told after all: it keeps its place. */
    void add(final LogEntry.Changed changed) {
        final LogEntry.Changed before = oldestFirst.put(
                changed.told().number(), new LogEntry.Changed(List.of(), changed.told(), changed.isSilenced()));
        bytes += bytesOf(changed.told()) - (before == null ? 0 : bytesOf(before.told()));
        while (oldestFirst.size() > MOST || bytes > mostBytes && oldestFirst.size() > FEWEST) {
            bytes -= bytesOf(
                    oldestFirst.remove(oldestFirst.keySet().iterator().next()).told());
        }
    }

    /** The one of this number; null where it is not among them. */
    LogEntry.Changed of(final long number) {
        return oldestFirst.get(number);
    }

    /** Oldest first. */
    Stream<LogEntry.Changed> stream() {
        return oldestFirst.values().stream();
    }

    private static long bytesOf(final Transition told) {
        return CHANGE_BYTES
                + bytesOf(told.alert())
                + bytesOf(told.group())
                + bytesOf(told.severity())
                + bytesOf(told.note())
                + bytesOf(told.key())
                + bytesOf(told.labels())
                + bytesOf(told.recipients());
    }

    private static long bytesOf(final List<String> texts) {
        long sum = TEXT_BYTES;
        for (final String text : texts) {
            sum += bytesOf(text);
        }
        return sum;
    }

    private static long bytesOf(final String text) {
        return TEXT_BYTES + (long) Character.BYTES * text.length();
    }
}
