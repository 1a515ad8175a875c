package leela.ops.notify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Numbers of changes, put together where one follows another: a storm is one range. Thread: immutable. */
public record NumberRanges(List<Range> all) {

    /** From the first to the last, both of it. */
    public record Range(long first, long last) {

        @Override
        public String toString() {
            return first == last ? "#" + first : "#" + first + (last == first + 1 ? ", #" : " to #") + last;
        }
    }

    /** Of these, in any order. */
    public static NumberRanges of(final long... numbers) {
        final List<Range> ranges = new ArrayList<>();
        for (final long number : Arrays.stream(numbers).sorted().distinct().toArray()) {
            final Range before = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (before != null && before.last() == number - 1) {
                ranges.set(ranges.size() - 1, new Range(before.first(), number));
            } else {
                ranges.add(new Range(number, number));
            }
        }
        return new NumberRanges(List.copyOf(ranges));
    }

    /** {@code #1, #7, #186 to #1185}, with so many ranges at most. */
    public String text(final int most) {
        return all.stream().limit(most).map(Range::toString).collect(Collectors.joining(", "))
                + (all.size() > most ? " and others" : "");
    }
}
