package leela.engine.alert.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import leela.engine.runtime.Clock;
import leela.engine.spi.KeyPattern;

/**
 * The silences that hold now, and what they are of.
 * Thread: {@link #of} and {@link #all} any, and they wait for nothing; all else its owner's, under its lock.
 * Memory: a pattern for each silence that holds: {@value #MOST} at most, {@value #MOST_OF_ONE} of one person, and fewer
 * where patterns are costly, since each change of an alert is looked for in all of them.
 * Errors: beyond that, {@link AlertRefusedException}.
 */
final class ActiveSilences {

    static final int MOST = 500;
    static final int MOST_OF_ONE = 100;

    /** What a look for all of them in one name may cost at worst, and for those of one person. */
    static final long MOST_NS = 2_500_000;

    static final long MOST_NS_OF_ONE = 500_000;
    private static final int USUAL_LENGTH = 64;

    private record Compiled(Silence silence, KeyPattern pattern) {}

    private final AlertBook book;
    private final KeyPattern.Compiler patterns;
    private final Clock clock;
    private volatile List<Compiled> holding;

    ActiveSilences(final AlertBook book, final KeyPattern.Compiler patterns, final Clock clock) {
        this.book = book;
        this.patterns = patterns;
        this.clock = clock;
        holding = List.of();
        changed();
    }

    /** Those that hold now. */
    List<Silence> all() {
        return holding().stream().map(Compiled::silence).toList();
    }

    private List<Compiled> holding() {
        final long nowNs = clock.timeNs();
        return holding.stream().filter(one -> one.silence().untilNs() > nowNs).toList();
    }

    /** Those in the book whose time is over. */
    List<Silence> over() {
        final long nowNs = clock.timeNs();
        return book.silences().stream().filter(one -> one.untilNs() <= nowNs).toList();
    }

    /** The one that would be next, for so long; nobody holds it yet. */
    Silence next(final String regex, final long forNs, final String by, final String text)
            throws AlertRefusedException {
        final KeyPattern pattern = compiled(regex);
        final List<Compiled> held = holding();
        check(held, pattern, MOST, MOST_NS, "There are already " + held.size() + " silences, as many as there may be");
        final List<Compiled> ofOne =
                held.stream().filter(one -> one.silence().by().equals(by)).toList();
        check(
                ofOne,
                pattern,
                MOST_OF_ONE,
                MOST_NS_OF_ONE,
                "You already have " + ofOne.size() + " silences, as many as one may have");
        final long nowNs = clock.timeNs();
        return new Silence(book.silenceNumber() + 1, regex, nowNs, nowNs + forNs, by, text);
    }

    /** The one that holds under this number. */
    Silence active(final long id) throws AlertRefusedException {
        return all().stream()
                .filter(one -> one.id() == id)
                .findFirst()
                .orElseThrow(() -> AlertRefusedException.unknown("There is no silence " + id + "."));
    }

    /** What keeps people from being told; null where nothing does. */
    Silence of(final String alert, final String group) {
        final long nowNs = clock.timeNs();
        final byte[] alertBytes = bytes(alert);
        final byte[] groupBytes = bytes(group);
        final byte[] bothBytes = bytes(alert + ' ' + group);
        for (final Compiled one : holding) {
            if (one.silence().untilNs() > nowNs
                    && isOf(one.silence().regex(), one.pattern(), alertBytes, groupBytes, bothBytes)) {
                return one.silence();
            }
        }
        return null;
    }

    /** Whether a silence is of this alert and group. */
    static boolean isOf(final String regex, final KeyPattern pattern, final String alert, final String group) {
        return isOf(regex, pattern, bytes(alert), bytes(group), bytes(alert + ' ' + group));
    }

    /** One with a blank may be of an alert and its group together, with a blank between them. */
    private static boolean isOf(
            final String regex, final KeyPattern pattern, final byte[] alert, final byte[] group, final byte[] both) {
        return pattern.isFoundIn(alert)
                || pattern.isFoundIn(group)
                || regex.indexOf(' ') >= 0 && pattern.isFoundIn(both);
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The book has others now. */
    void changed() {
        final Map<Long, Compiled> known =
                holding.stream().collect(Collectors.toMap(one -> one.silence().id(), Function.identity()));
        final List<Compiled> now = new ArrayList<>();
        for (final Silence one : book.silences()) {
            final Compiled compiled = known.get(one.id());
            now.add(compiled == null ? new Compiled(one, readable(one.regex())) : compiled);
        }
        holding = now;
    }

    /** How many are kept ready. */
    int patterns() {
        return holding.size();
    }

    /** What another version wrote, and this one cannot read, is found in nothing. */
    private KeyPattern readable(final String regex) {
        try {
            return pattern(regex);
        } catch (final IllegalArgumentException unreadable) {
            return key -> false;
        }
    }

    private KeyPattern pattern(final String regex) {
        return patterns.compile(regex.getBytes(StandardCharsets.UTF_8));
    }

    private static void check(
            final List<Compiled> held, final KeyPattern next, final int most, final long mostNs, final String tooMany)
            throws AlertRefusedException {
        if (held.size() >= most) {
            throw new AlertRefusedException(
                    tooMany + ". End one: UNSILENCE " + held.get(0).silence().id() + ";");
        }
        final long heldNs = held.stream()
                .mapToLong(one -> one.pattern().worstNs(USUAL_LENGTH))
                .sum();
        if (heldNs + next.worstNs(USUAL_LENGTH) > mostNs) {
            throw new AlertRefusedException("The regex is too costly"
                    + (held.isEmpty() ? "" : " beside " + held.size() + " other silences")
                    + ": write it without repetitions, or end others.");
        }
    }

    KeyPattern compiled(final String regex) throws AlertRefusedException {
        try {
            return pattern(regex);
        } catch (final IllegalArgumentException bad) {
            throw new AlertRefusedException(bad.getMessage());
        }
    }
}
