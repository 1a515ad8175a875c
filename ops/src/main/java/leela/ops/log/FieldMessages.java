package leela.ops.log;

import org.apache.logging.log4j.message.AbstractMessageFactory;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ParameterizedMessage;

/**
 * Makes the log's {@code name=value} lines, so that no value can end its field and begin another: a quote inside of a
 * value becomes an apostrophe, and a value with a blank, a quote or a {@code =} that stands without quotes gets them.
 * Named in {@code log4j2.component.properties}; the layout takes care of line ends.
 * Thread: any.
 */
public final class FieldMessages extends AbstractMessageFactory {

    private static final long serialVersionUID = 1;

    private static final String PLACE = "{}";

    @Override
    public Message newMessage(final String line, final Object... values) {
        return new ParameterizedMessage(line, values == null ? null : bounded(line, values));
    }

    private static Object[] bounded(final String line, final Object[] values) {
        final Object[] bounded = values.clone();
        int value = 0;
        int from = 0;
        boolean isQuoted = false;
        for (int at = line.indexOf(PLACE); at >= 0 && value < values.length; at = line.indexOf(PLACE, from)) {
            isQuoted ^= line.substring(from, at).chars().filter(c -> c == '"').count() % 2 == 1;
            final boolean isBare = !isQuoted && at > 0 && line.charAt(at - 1) == '=';
            bounded[value] = bounded(values[value], isBare);
            value++;
            from = at + PLACE.length();
        }
        return bounded;
    }

    private static Object bounded(final Object value, final boolean isBare) {
        final String text = String.valueOf(value);
        final String within = text.replace('"', '\'');
        return isBare && (text.isEmpty() || text.chars().anyMatch(FieldMessages::endsField))
                ? '"' + within + '"'
                : within;
    }

    private static boolean endsField(final int unit) {
        return unit == '"' || unit == '=' || Character.isWhitespace(unit) || Character.isSpaceChar(unit);
    }
}
