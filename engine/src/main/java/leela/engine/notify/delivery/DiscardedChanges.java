package leela.engine.notify.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import leela.engine.runtime.Clock;

/**
 * Which changes were discarded, since too many waited for their recipient, and when; whoever asks is told so after a
 * restart, too.
 * Thread: any.
 * Memory: {@value #MOST} numbers; the oldest are forgotten.
 * Units: epoch ns, to the second.
 */
final class DiscardedChanges {

    static final int MOST = 10_000;

    private record Message(String recipient, long number) {}

    private record Moment(String recipient, long timeNs) {}

    private final Map<Message, Long> all = new LinkedHashMap<>();

    /** Hears of all that were discarded at one time. */
    @FunctionalInterface
    interface Hearer {
        void hear(String recipient, long[] numbers, long timeNs);
    }

    synchronized void add(final String recipient, final long[] numbers, final long timeNs) {
        for (final long number : numbers) {
            all.put(new Message(recipient, number), timeNs - timeNs % Clock.NANOS_PER_SECOND);
            if (all.size() > MOST) {
                all.remove(all.keySet().iterator().next());
            }
        }
    }

    /** These were told after all. */
    synchronized void told(final String recipient, final long[] numbers) {
        for (final long number : numbers) {
            all.remove(new Message(recipient, number));
        }
    }

    /** When this one was discarded; 0 where it was not, or that is not known any more. */
    synchronized long timeNs(final long number, final String recipient) {
        return all.getOrDefault(new Message(recipient, number), 0L);
    }

    /** The numbers of those since this time, ascending, by recipient. */
    synchronized Map<String, long[]> since(final long timeNs) {
        final Map<String, LongStream.Builder> numbers = new TreeMap<>();
        all.forEach((message, discardedNs) -> {
            if (discardedNs >= timeNs) {
                numbers.computeIfAbsent(message.recipient(), name -> LongStream.builder())
                        .add(message.number());
            }
        });
        final Map<String, long[]> sorted = new TreeMap<>();
        numbers.forEach((name, ofOne) -> sorted.put(name, ofOne.build().sorted().toArray()));
        return sorted;
    }

    /** All of them. */
    synchronized void forEach(final Hearer hearer) {
        final Map<Moment, LongStream.Builder> numbers = new LinkedHashMap<>();
        all.forEach((message, timeNs) -> numbers.computeIfAbsent(
                        new Moment(message.recipient(), timeNs), moment -> LongStream.builder())
                .add(message.number()));
        numbers.forEach(
                (moment, ofOne) -> hearer.hear(moment.recipient(), ofOne.build().toArray(), moment.timeNs()));
    }
}
