package leela.io.http.v1.range;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.io.http.HttpRefusal;
import leela.io.http.PercentText;
import leela.io.http.RequestTarget;

/**
 * What stands behind {@code /v1/} or {@code /v1/data/}: a key, and before it maybe the range that is asked for. It is
 * told by the text as sent; the key is decoded only then, so an encoded byte keeps a key from being taken for a range.
 * Thread: immutable.
 */
public final class SeriesPath {

    private static final Pattern FORM =
            Pattern.compile("(?:(past24|pastweek)/|(\\d{4})/(\\d{1,2})/(?:(\\d{1,2})/)?)?(.*)", Pattern.DOTALL);
    private static final int WORD = 1;
    private static final int YEAR = 2;
    private static final int MONTH = 3;
    private static final int DAY = 4;
    private static final int KEY = 5;
    private static final int WEEK = 7;

    /** Null where there is nothing but a key. */
    private final Matcher form;

    private final byte[] key;

    private SeriesPath(final Matcher form, final String key) {
        this.form = form;
        this.key = PercentText.decode(key, false);
    }

    public static SeriesPath parse(final String rest) {
        final Matcher form = FORM.matcher(rest);
        if (!form.matches()) {
            throw HttpRefusal.badRequest("path: " + rest + " (expected: a key)");
        }
        return form.group(WORD) == null && form.group(YEAR) == null
                ? ofKey(rest)
                : new SeriesPath(form, form.group(KEY));
    }

    /** All of {@code rest} is the key, whatever it looks like. */
    public static SeriesPath ofKey(final String rest) {
        return new SeriesPath(null, rest);
    }

    /** Any bytes; may be none. */
    public byte[] key() {
        return key;
    }

    /**
     * Whether there is nothing but a key: the form that can be written to, and that needs start and finish to be read.
     */
    public boolean isPlain() {
        return form == null;
    }

    /** The range asked for, by the path or else by the query. */
    public TimeRange range(final RequestTarget target, final long nowNs) {
        if (form == null) {
            return TimeRange.of(target.text("start"), target.text("finish"), nowNs);
        }
        final String word = form.group(WORD);
        if (word != null) {
            return TimeRange.pastDays(word.equals("past24") ? 1 : WEEK, nowNs);
        }
        return form.group(DAY) == null
                ? TimeRange.month(number(YEAR), number(MONTH))
                : TimeRange.day(number(YEAR), number(MONTH), number(DAY));
    }

    private int number(final int group) {
        return Integer.parseInt(form.group(group));
    }
}
