package leela.engine.dmproc.language;

/** The four operations of arithmetic. Thread: immutable. */
public enum Operator {
    TIMES("*"),
    DIVIDE("/"),
    PLUS("+"),
    MINUS("-");

    private final String text;

    Operator(final String text) {
        this.text = text;
    }

    /** As it is written in a program. */
    @Override
    public String toString() {
        return text;
    }
}
