package leela.ops.admin;

import java.util.Locale;

/**
 * Text from outside as it may go to a terminal or a log: what would move the cursor, end the line or hide is written as
 * {@code \}{@code u001b}.
 * Thread: any.
 */
public final class PrintableText {

    private PrintableText() {}

    public static String of(final String text) {
        return text.codePoints().allMatch(PrintableText::isPrintable) ? text : escaped(text);
    }

    private static String escaped(final String text) {
        final StringBuilder printable = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(point -> {
            if (isPrintable(point)) {
                printable.appendCodePoint(point);
            } else {
                for (final char unit : Character.toChars(point)) {
                    printable.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        });
        return printable.toString();
    }

    private static boolean isPrintable(final int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
