package leela.ops.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import leela.engine.dmproc.language.Input;

/**
 * Why no series may match what stands behind FROM, for whoever waits for results.
 * Thread: any; stateless.
 */
public final class NoMatch {

    /** A star that repeats nothing of sense: what a glob looks like. */
    private static final Pattern GLOB_STAR = Pattern.compile("(?<![.)\\]}\\\\])\\*");

    private NoMatch() {}

    /** Behind the sentence that says how many match. */
    public static String hint(final List<Input> inputs) {
        for (final Input input : inputs) {
            final String regex = new String(input.regex(), StandardCharsets.UTF_8);
            if (regex.chars().anyMatch(Character::isWhitespace)) {
                return "; all up to the ; is taken for the regular expression: " + regex;
            }
            if (GLOB_STAR.matcher(regex).find()) {
                return "; FROM takes a regular expression, is " + ofGlob(regex) + " meant?";
            }
        }
        return "; those count that have sent since the engine's start";
    }

    private static String ofGlob(final String glob) {
        return "^"
                + glob.replaceAll("^\\^|\\$$", "")
                        .replace(".", "\\.")
                        .replace("*", ".*")
                        .replace('?', '.') + "$";
    }
}
