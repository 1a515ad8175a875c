package leela.engine.keys;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what a misspelt word was meant to be, by edit distance. Thread: any. */
public final class NearestName {

    private NearestName() {}

    /**
     * The nearest of the names, if one is near enough to be meant: at most a third of its letters differ, or one begins
     * with the other.
     */
    public static Optional<String> of(final String word, final Collection<String> names) {
        return several(word, names, 1).stream().findFirst();
    }

    /** The nearest few, of those that {@link #of} would give. */
    public static List<String> several(final String word, final Collection<String> names, final int most) {
        return names.stream()
                .filter(name -> distance(word, name) <= Math.max(1, Math.max(name.length(), word.length()) / 3)
                        || sharesBeginning(word, name))
                .sorted(Comparator.comparingInt((String name) -> distance(word, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(most)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static boolean sharesBeginning(final String word, final String name) {
        return word.length() > 2 && (name.startsWith(word) || word.startsWith(name));
    }

    /** Letters to insert, remove, replace or swap with their neighbour. */
    static int distance(final String from, final String to) {
        final int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, from, to, i, j);
            }
        }
        return cost[from.length()][to.length()];
    }

    private static int step(final int[][] cost, final String from, final String to, final int i, final int j) {
        final boolean isSame = from.charAt(i - 1) == to.charAt(j - 1);
        int best = Math.min(cost[i - 1][j - 1] + (isSame ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        final boolean isSwap =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        if (isSwap) {
            best = Math.min(best, cost[i - 2][j - 2] + 1);
        }
        return best;
    }
}
