package leela.engine.counters;

/**
 * What a counter is called, and what it counts.
 * Thread: immutable.
 *
 * @param id         its place in the counters file; never reused
 * @param family     what is counted, in words joined by dots: place.thing.past-participle
 * @param labelName  the label that tells members of a family apart; empty where the family has one member
 * @param labelValue that label's value
 * @param help       one sentence for people
 */
public record CounterDescription(
        int id, Counter.Kind kind, String family, String labelName, String labelValue, String help) implements Counter {

    /** A sum that only grows, the only one of its family. */
    public static CounterDescription counter(final int id, final String family, final String help) {
        return counter(id, family, "", "", help);
    }

    /** A sum that only grows, one of several of its family. */
    public static CounterDescription counter(
            final int id, final String family, final String labelName, final String labelValue, final String help) {
        return new CounterDescription(id, Counter.Kind.COUNTER, family, labelName, labelValue, help);
    }

    /** A level, the only one of its family. */
    public static CounterDescription gauge(final int id, final String family, final String help) {
        return gauge(id, family, "", "", help);
    }

    /** A level, one of several of its family. */
    public static CounterDescription gauge(
            final int id, final String family, final String labelName, final String labelValue, final String help) {
        return new CounterDescription(id, Counter.Kind.GAUGE, family, labelName, labelValue, help);
    }

    @Override
    public CounterDescription description() {
        return this;
    }

    /** {@code family} or {@code family{name=value}}. */
    public String label() {
        return labelName.isEmpty() ? family : family + "{" + labelName + "=" + labelValue + "}";
    }
}
