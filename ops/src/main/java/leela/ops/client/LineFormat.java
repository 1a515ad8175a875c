package leela.ops.client;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.runtime.PrintableText;
import leela.ops.check.Format;

/**
 * What a line that is no line of the text protocol looks like: other programs' formats, and the usual slips.
 * Thread: any.
 */
public final class LineFormat {

    /** What the text protocol is, for people. */
    public static final String OURS =
            "the text protocol is: gauge LENGTH|KEY VALUE TIME; (LENGTH counts the key's bytes)";

    private static final String NUMBER = "[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?";
    private static final Pattern OWN = Pattern.compile(
            "(gauge|counter|derive|absolute|event) (\\d+)\\|(.*) (" + NUMBER + ") (\\d+)(\\.\\d+)?(;?)\\s*");
    private static final Pattern GRAPHITE =
            Pattern.compile("([^\\s:|{}=]+?)(?:;[^\\s]*)?\\s+(" + NUMBER + ")\\s+(\\d{9,10})(?:\\.\\d+)?\\s*;?\\s*");
    private static final Pattern STATSD =
            Pattern.compile("[^\\s:|]+:" + NUMBER + "\\|(?:c|g|ms|h|s|d|m)(?:\\|[@#].*)*\\s*;?\\s*");
    private static final Pattern INFLUX = Pattern.compile(
            "[^\\s,=]+(?:,[^\\s=]+=\\S*?)* [^\\s=]+=(?:\"[^\"]*\"|[^\\s,]+)(?:,[^\\s=]+=\\S+)*(?: \\d+)?\\s*;?\\s*");
    private static final Pattern PROMETHEUS =
            Pattern.compile("#\\s*(?:HELP|TYPE)\\s.*|[A-Za-z_:][\\w:]*\\{.*}\\s+\\S+(?:\\s+\\d+)?\\s*;?\\s*");
    private static final Pattern OPENTSDB =
            Pattern.compile("put\\s+\\S+\\s+\\d+(?:\\.\\d+)?\\s+" + NUMBER + "(?:\\s+\\S+=\\S+)*\\s*;?\\s*");
    private static final Pattern LEGACY = Pattern.compile("[^:|]+: *" + NUMBER + "(?: +\\d+)?\\s*;?\\s*");

    /** What is longer is told by none of these patterns, which recurse for each tag. */
    private static final int LONGEST = 1000;

    private static final int SECONDS_DIGITS = 10;
    private static final String[] SMALLER = {"milliseconds", "microseconds", "nanoseconds"};

    private LineFormat() {}

    /**
     * Why a line is not taken, and what is: what it looks like, where that is known, else the decoder's own reason.
     */
    public static String fault(final byte[] bytes, final String reason) {
        final String described = describe(bytes).orElse("");
        return described.isEmpty() ? reason : described.equals(OURS) ? reason + "; " + OURS : described;
    }

    /**
     * One plain sentence that says what is taken, with what the line looks like where that is known; empty for a line
     * that is well-formed.
     */
    public static Optional<String> describe(final byte[] bytes) {
        final String line = text(bytes);
        final Matcher own = OWN.matcher(line);
        return own.matches() ? slip(own) : Optional.of(foreign(line));
    }

    /** The format of another program's line, for which the engine has a section; empty where there is none. */
    public static Optional<Format> of(final byte[] bytes) {
        final String line = text(bytes);
        if (line.length() > LONGEST || OWN.matcher(line).matches()) {
            return Optional.empty();
        }
        if (GRAPHITE.matcher(line).matches()) {
            return Optional.of(Format.GRAPHITE);
        }
        if (STATSD.matcher(line).matches()) {
            return Optional.of(Format.STATSD);
        }
        if (OPENTSDB.matcher(line).matches()) {
            return Optional.of(Format.OPENTSDB);
        }
        final boolean isOther = PROMETHEUS.matcher(line).matches() || line.startsWith("{") || line.startsWith("[");
        return isOther || !INFLUX.matcher(line).matches() ? Optional.empty() : Optional.of(Format.INFLUX);
    }

    /** As it can be shown; a tab is a blank, as it is to all these formats. */
    private static String text(final byte[] bytes) {
        final byte[] line = bytes.clone();
        for (int i = 0; i < line.length; i++) {
            line[i] = line[i] == '\t' ? (byte) ' ' : line[i];
        }
        return PrintableText.of(line).strip();
    }

    private static String foreign(final String line) {
        if (line.length() > LONGEST) {
            return OURS;
        }
        final Matcher graphite = GRAPHITE.matcher(line);
        if (graphite.matches()) {
            return "this is Graphite's format; the text protocol is: "
                    + line(graphite.group(1), graphite.group(2), graphite.group(3));
        }
        if (STATSD.matcher(line).matches()) {
            return "this is statsd's format; " + OURS;
        }
        if (PROMETHEUS.matcher(line).matches()) {
            return "this is Prometheus' format, of which remote write is taken over HTTP (POST /api/v1/write); " + OURS;
        }
        if (OPENTSDB.matcher(line).matches()) {
            return "this is OpenTSDB's format; " + OURS;
        }
        if (line.startsWith("PUTVAL ")) {
            return "this is collectd's text format; collectd sends by its network plugin, and " + OURS;
        }
        if (line.startsWith("{") || line.startsWith("[")) {
            return "this is JSON, which is taken over HTTP (POST /v1/KEY, /v1/collectd, /api/put); " + OURS;
        }
        if (INFLUX.matcher(line).matches()) {
            return "this is InfluxDB's line format; " + OURS;
        }
        if (LEGACY.matcher(line).matches()) {
            return "lines of name: value are taken over UDP only; " + OURS;
        }
        return OURS;
    }

    /** What is wrong with a line that is ours but for one thing. */
    private static Optional<String> slip(final Matcher own) {
        final String key = own.group(3);
        final int length = key.getBytes(StandardCharsets.UTF_8).length;
        final int digits = own.group(5).length();
        if (Integer.parseInt("0" + own.group(2).replaceFirst("\\d{9,}", "999999999")) != length) {
            final String bare = key.strip();
            if (!key.equals(bare) && !bare.isEmpty()) {
                return Optional.of(
                        "more than one blank stands beside the key '" + bare + "' (expected: one, behind it); "
                                + "the text protocol is: " + line(bare, own.group(4), own.group(5)));
            }
            return Optional.of("its length says " + own.group(2) + ", but the key '" + key + "' has " + length
                    + " bytes; the text protocol is: " + line(key, own.group(4), own.group(5)));
        }
        if (digits > SECONDS_DIGITS + 2) {
            final int unit = Math.min(SMALLER.length, (digits - SECONDS_DIGITS + 1) / 3);
            return Optional.of("its time, " + own.group(5) + ", looks like " + SMALLER[unit - 1]
                    + "; the text protocol takes seconds: "
                    + line(key, own.group(4), own.group(5).substring(0, digits - 3 * unit)));
        }
        if (own.group(7).isEmpty()) {
            return Optional.of("it does not end with ';'");
        }
        return Optional.empty();
    }

    private static String line(final String key, final String value, final String time) {
        return "gauge " + key.getBytes(StandardCharsets.UTF_8).length + "|" + key + " " + value + " " + time + ";";
    }
}
