package leela.ops.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A test that stands beside alerts: which series are given, and what people are to be told of them.
 *
 * <pre>
 *   TEST "a disk fills"
 *     GIVEN web1.df-root.percent EVERY 10s 80 91*30 5
 *     EXPECT 3m disk_full web1.root firing
 *     EXPECT 5m disk_full web1.root ok;
 * </pre>
 *
 * A value may be repeated ({@code 91*30}), left out ({@code -*60}), or go in steps from one to another
 * ({@code 80..95*30}). What is told must be all that is expected, in its order, at its time but for two seconds.
 * Thread: immutable.
 * Errors: {@link IllegalArgumentException} in one plain sentence.
 */
public record AlertTest(String name, List<Given> given, List<Expected> expected) {

    /** A series: a value every so often; null where none is sent. */
    public record Given(String key, long everyNs, List<Double> values) {}

    /** People are told of this, so long behind the beginning. */
    public record Expected(long afterNs, String alert, String group, String state) {}

    private static final Pattern MEANT = Pattern.compile("(?i)\\s*TEST\\s");
    private static final Pattern WHOLE = Pattern.compile("(?is)\\s*TEST\\s+\"([^\"]*)\"(.*);\\s*", Pattern.DOTALL);
    private static final Pattern CLAUSE = Pattern.compile("(?i)(?:^|\\s)(GIVEN|EXPECT)(?=\\s)");
    private static final String NUMBER = "[-+]?[0-9]+(?:\\.[0-9]+)?(?:e[-+]?[0-9]+)?";
    private static final Pattern VALUE =
            Pattern.compile("(-(?=$|\\*)|" + NUMBER + ")(?:\\.\\.(" + NUMBER + "))?(?:\\*([0-9]{1,6}))?");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final int MOST_VALUES = 1_000_000;

    /** Whether the statement is meant as a test. */
    public static boolean isMeant(final String statement) {
        return MEANT.matcher(statement).lookingAt();
    }

    /** Reads one. */
    public static AlertTest parse(final String statement) {
        final Matcher whole = WHOLE.matcher(statement);
        check(whole.matches(), "expected TEST \"name\" GIVEN … EXPECT …;");
        final List<Given> given = new ArrayList<>();
        final List<Expected> expected = new ArrayList<>();
        final Matcher clause = CLAUSE.matcher(whole.group(2));
        boolean isFound = clause.find();
        check(isFound && whole.group(2).substring(0, clause.start()).isBlank(), "expected GIVEN behind the name");
        while (isFound) {
            final boolean isGiven = clause.group(1).equalsIgnoreCase("GIVEN");
            final int from = clause.end();
            isFound = clause.find();
            final String text = whole.group(2)
                    .substring(from, isFound ? clause.start() : whole.group(2).length())
                    .strip();
            if (isGiven) {
                given.add(given(text.split("\\s+")));
                check(
                        given.stream().mapToLong(one -> one.values().size()).sum() <= MOST_VALUES,
                        "more than " + MOST_VALUES + " values");
            } else {
                expected.add(expected(text.split("\\s+")));
            }
        }
        return new AlertTest(whole.group(1), given, expected);
    }

    private static Given given(final String[] words) {
        check(
                words.length >= 4 && words[1].equalsIgnoreCase("EVERY"),
                "expected GIVEN key EVERY 10s and values, found '" + String.join(" ", words) + "'");
        final List<Double> values = new ArrayList<>();
        for (int i = 3; i < words.length; i++) {
            add(values, words[i]);
        }
        return new Given(words[0], ns(words[2]), values);
    }

    private static void add(final List<Double> values, final String word) {
        final Matcher value = VALUE.matcher(word);
        check(value.matches(), "expected a value such as 90, 90*30, 80..95*30 or -*30, found '" + word + "'");
        final int count = value.group(3) == null ? 1 : Integer.parseInt(value.group(3));
        check(values.size() + count <= MOST_VALUES, "more than " + MOST_VALUES + " values");
        final boolean isNothing = value.group(1).equals("-");
        final double from = isNothing ? 0 : Double.parseDouble(value.group(1));
        final double to = value.group(2) == null ? from : Double.parseDouble(value.group(2));
        for (int i = 0; i < count; i++) {
            values.add(isNothing ? null : Double.valueOf(from + (to - from) * i / Math.max(1, count - 1)));
        }
    }

    private static Expected expected(final String[] words) {
        check(
                words.length == 4,
                "expected EXPECT, a time, an alert, a group and a state, found '" + String.join(" ", words) + "'");
        return new Expected(ns(words[0]), words[1], words[2], words[3]);
    }

    private static long ns(final String text) {
        final Matcher time = TIME.matcher(text);
        check(time.matches(), "expected a time such as 10s, found '" + text + "'");
        return Long.parseLong(time.group(1))
                * switch (time.group(2)) {
                    case "ms" -> 1_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    default -> 86_400_000_000_000L;
                };
    }

    private static void check(final boolean isGood, final String sentence) {
        if (!isGood) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
