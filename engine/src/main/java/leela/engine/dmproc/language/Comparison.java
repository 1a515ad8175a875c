package leela.engine.dmproc.language;

/** How two numbers may compare. Nothing compares with NaN but {@code /=}. Thread: immutable. */
public enum Comparison {
    GREATER(">"),
    LESS("<"),
    EQUAL("="),
    GREATER_OR_EQUAL(">="),
    LESS_OR_EQUAL("<="),
    NOT_EQUAL("/=");

    private final String text;

    Comparison(final String text) {
        this.text = text;
    }

    /** The comparison that holds between b and a where this one holds between a and b. */
    public Comparison swapped() {
        return switch (this) {
            case GREATER -> LESS;
            case LESS -> GREATER;
            case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
            case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
            case EQUAL, NOT_EQUAL -> this;
        };
    }

    /** Whether it holds between the two. */
    public boolean isTrue(final double a, final double b) {
        return switch (this) {
            case GREATER -> a > b;
            case LESS -> a < b;
            case EQUAL -> a == b;
            case GREATER_OR_EQUAL -> a >= b;
            case LESS_OR_EQUAL -> a <= b;
            case NOT_EQUAL -> a != b;
        };
    }

    /** As it is written in a program. */
    @Override
    public String toString() {
        return text;
    }
}
