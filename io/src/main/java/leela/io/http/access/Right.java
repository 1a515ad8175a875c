package leela.io.http.access;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a token may do. Thread: immutable. */
public enum Right {
    /** History, keys, counters, what was refused. */
    READ,
    /** Metrics and documents. */
    WRITE,
    /** What cannot be undone: deleting. */
    ADMIN;

    /** As token_file and commands spell it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All of these, separated by commas. */
    public static String text(final Set<Right> rights) {
        return String.join(",", rights.stream().map(Right::text).toList());
    }

    /**
     * Those that a list separated by commas names.
     *
     * @throws IllegalArgumentException for a word that is none, and for no word at all
     */
    public static Set<Right> parse(final String list) {
        final Set<Right> rights = EnumSet.noneOf(Right.class);
        for (final String word : list.split(",", -1)) {
            rights.add(of(word.strip(), list));
        }
        return rights;
    }

    private static Right of(final String word, final String list) {
        final List<String> known = new ArrayList<>();
        for (final Right right : values()) {
            if (right.text().equals(word)) {
                return right;
            }
            known.add(right.text());
        }
        throw new IllegalArgumentException(
                "rights: " + list + " (expected: some of " + String.join(",", known) + ", separated by commas)");
    }
}
