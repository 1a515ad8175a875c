package leela.engine.dmproc.language;

/**
 * A length of time as a program writes it: a whole number and its unit, {@code 90s}. {@code toString} gives it in the
 * largest unit that it is a whole number of.
 * Thread: immutable.
 * Units: nanoseconds.
 */
public record Span(long ns) {

    /** Nothing is kept for longer than history is by default. */
    public static final Span LONGEST = new Span(400 * Unit.DAY.ns);

    static final Span NONE = new Span(0);

    /** What may stand behind the number. */
    static final String UNITS = "ms s m h d";

    /** The units, the largest first. */
    private enum Unit {
        DAY("d", 86_400_000_000_000L),
        HOUR("h", 3_600_000_000_000L),
        MINUTE("m", 60_000_000_000L),
        SECOND("s", 1_000_000_000L),
        MILLISECOND("ms", 1_000_000L);

        private final String text;
        private final long ns;

        Unit(final String text, final long ns) {
            this.text = text;
            this.ns = ns;
        }
    }

    /** The span of so many units; null where there is no such unit. What is far too long stays so. */
    static Span of(final long count, final String unit) {
        for (final Unit one : Unit.values()) {
            if (one.text.equals(unit)) {
                return new Span(count > Long.MAX_VALUE / one.ns ? Long.MAX_VALUE : count * one.ns);
            }
        }
        return null;
    }

    @Override
    public String toString() {
        if (ns == 0) {
            return "0s";
        }
        for (final Unit unit : Unit.values()) {
            if (ns % unit.ns == 0) {
                return ns / unit.ns + unit.text;
            }
        }
        return ns + "ns";
    }
}
