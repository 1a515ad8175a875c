package leela.engine.dmproc.language;

import leela.engine.runtime.PrintableText;

/**
 * A program that does not follow its grammar. The message is one plain sentence that names the column:
 * {@code column 17: expected a number, found 'x'}. What it quotes of the program is printable.
 * Thread: immutable.
 */
public final class SyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int MOST_SHOWN = 1000;

    private final int column;

    SyntaxException(final int column, final String sentence) {
        super("column " + column + ": " + PrintableText.of(cut(sentence)));
        this.column = column;
    }

    /** Who wrote a thousand letters knows them. */
    private static String cut(final String sentence) {
        final int half = MOST_SHOWN / 2;
        return sentence.length() <= MOST_SHOWN
                ? sentence
                : sentence.substring(0, half) + "…" + sentence.substring(sentence.length() - half);
    }

    /** Where the fault begins, counted from 1 in characters. */
    public int column() {
        return column;
    }
}
