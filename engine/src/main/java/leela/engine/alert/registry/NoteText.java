package leela.engine.alert.registry;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.alert.Transition;

/**
 * Notes of alerts, and other templates with the same places, filled in: {@code {1} is {value}% full}.
 * Thread: any.
 * Errors: a place that does not exist stays as it is.
 */
public final class NoteText {

    /** A place; its name is the first group. */
    public static final Pattern PLACE = Pattern.compile("\\{([^{}\\s]*)}");

    private static final long NS_PER_SECOND = 1_000_000_000L;

    private NoteText() {}

    /** The note of what was told; {@code link} is the template that {@code {link}} stands for. */
    public static String of(final Transition told, final String link) {
        return fill(told.note(), told, name -> name.equals("link") ? fill(link, told, other -> null) : null);
    }

    /** Fills in a template; {@code others} knows further places, and gives null for what is none. */
    public static String fill(final String text, final Transition told, final UnaryOperator<String> others) {
        final Matcher places = PLACE.matcher(text);
        final StringBuilder filled = new StringBuilder();
        while (places.find()) {
            final String name = places.group(1);
            final String value = Optional.ofNullable(others.apply(name))
                    .or(() -> Optional.ofNullable(value(name, told)))
                    .orElse(places.group());
            places.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return places.appendTail(filled).toString();
    }

    private static String value(final String name, final Transition told) {
        return switch (name) {
            case "number" -> String.valueOf(told.number());
            case "opened" -> String.valueOf(told.opened());
            case "alert" -> told.alert();
            case "group" -> told.group();
            case "key" -> told.key();
            case "state" -> told.to().toString();
            case "from" -> told.from().toString();
            case "severity" -> told.severity();
            case "value" -> AlertText.number(told.value());
            case "since" -> time(told.sinceNs());
            case "time" -> time(told.timeNs());
            case "series" -> String.valueOf(told.series());
            default -> label(number(name), told);
        };
    }

    private static String label(final int place, final Transition told) {
        return place == 0 || place > told.labels().size() ? null : told.labels().get(place - 1);
    }

    /** Which key of BY a place is for; 0 for what is no place of a key. */
    public static int number(final String name) {
        return name.matches("[1-9][0-9]?") ? Integer.parseInt(name) : 0;
    }

    /** To the second. */
    public static String time(final long timeNs) {
        return Instant.ofEpochSecond(Math.floorDiv(timeNs, NS_PER_SECOND)).toString();
    }
}
