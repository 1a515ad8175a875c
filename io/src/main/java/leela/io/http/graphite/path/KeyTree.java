package leela.io.http.graphite.path;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import leela.engine.history.History;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.keys.TagCondition;
import leela.engine.ring.Limits;
import leela.io.http.PercentText;
import leela.io.http.Reads;
import leela.io.http.graphite.expression.TargetException;

/**
 * Keys by patterns: as paths, as nodes of a tree, or by their tags.
 * Thread: any; a look may block on storage.
 * Memory: what is found, {@link #MOST} at most.
 * Errors: {@link TargetException} beyond that, or where it would take too long.
 */
public final class KeyTree {

    /** Keys or nodes of one look. */
    public static final int MOST = 10_000;

    private static final int PAGE = 512;
    /** Pages of one look, each of which storage bounds. */
    private static final int MOST_PAGES = 1 << 15;

    private static final byte[] NOTHING = {};

    private final History history;
    /** Runs between two pages. */
    private final Runnable pause;

    /**
     * A node of the tree.
     *
     * @param path   from the root on
     * @param isLeaf whether it is a series
     */
    public record Node(String path, boolean isLeaf) {

        public String name() {
            return path.substring(path.lastIndexOf('.') + 1);
        }
    }

    public KeyTree(final History history) {
        this(history, () -> {});
    }

    private KeyTree(final History history, final Runnable pause) {
        this.history = history;
        this.pause = pause;
    }

    /** The same, whose looks let others have their turns. */
    public KeyTree in(final Reads.Turn turn) {
        return new KeyTree(history, turn::check);
    }

    /** The series that a pattern means, in the order of their names. */
    public List<String> paths(final String pattern) {
        final PathPattern wanted = new PathPattern(pattern);
        if (wanted.isPath()) {
            return exists(pattern) ? List.of(pattern) : List.of();
        }
        return keys(wanted.filter(false), wanted::matches);
    }

    /** Every series whose tags are as told. */
    public List<String> tagged(final TagExpressions expressions) {
        return keys(expressions.filter(), expressions::matches);
    }

    /** The first tags that begin so, in their order; {@code name} is one. */
    public List<String> tags(final String prefix, final int limit) {
        return texts(history.tagNames(bytes(prefix), limit));
    }

    /** The first values of a tag that begin so, in their order. */
    public List<String> values(final String tag, final String prefix, final int limit) {
        return texts(history.tagValues(bytes(tag), bytes(prefix), limit));
    }

    private static List<String> texts(final List<byte[]> texts) {
        return texts.stream().map(PercentText::key).sorted().toList();
    }

    /** How many series with tags have this value of one. */
    public int count(final String tag, final String value) {
        final TagCondition condition = TagCondition.equal(bytes(tag), bytes(value), false);
        final KeyFilter filter = new KeyFilter(NOTHING, TagExpressions.TAGGED, List.of(condition));
        int count = 0;
        byte[] after = NOTHING;
        for (int page = 0; page == 0 || after.length > 0; page++) {
            final KeyPage keys = page(filter, after, page);
            count += keys.keys().size();
            after = keys.next();
        }
        return count;
    }

    /** Every series without tags. */
    public List<String> index() {
        return keys(KeyFilter.ALL, path -> path.indexOf(';') < 0);
    }

    private boolean exists(final String path) {
        final byte[] key = bytes(path);
        if (key.length == 0 || key.length > Limits.MAX_KEY_LENGTH) {
            return false;
        }
        if (!history.spellings(key, 1).isEmpty()) {
            return true;
        }
        // storage may know the key by another order of its tags
        try (History.Points points = history.points(key, 0, Limits.MAX_TIME_NS)) {
            return points.read(new long[1], new double[1]) > 0;
        }
    }

    private List<String> keys(final KeyFilter filter, final Predicate<String> isWanted) {
        final List<String> found = new ArrayList<>();
        byte[] after = NOTHING;
        for (int page = 0; page == 0 || after.length > 0; page++) {
            final KeyPage keys = page(filter, after, page);
            for (final byte[] key : keys.keys()) {
                final String path = PercentText.key(key);
                if (isWanted.test(path)) {
                    found.add(path);
                    requireFew(found.size());
                }
            }
            after = keys.next();
        }
        found.sort(null);
        return found;
    }

    private KeyPage page(final KeyFilter filter, final byte[] after, final int number) {
        if (number == MOST_PAGES) {
            throw new TargetException(
                    "too many keys are to be looked at (expected: a pattern with a longer beginning)");
        }
        pause.run();
        return history.keys(filter, after, PAGE);
    }

    private static void requireFew(final int count) {
        if (count > MOST) {
            throw new TargetException("more than " + MOST + " series or nodes match (expected: fewer)");
        }
    }

    /**
     * The nodes that a pattern means, in the order of their paths; a path may be both a series and a branch. What lies
     * behind a branch is passed over.
     */
    public List<Node> nodes(final String pattern) {
        final PathPattern wanted = new PathPattern(pattern);
        final KeyFilter filter = wanted.filter(true);
        final int depth = wanted.nodes();
        final TreeMap<String, Node> leaves = new TreeMap<>();
        final TreeMap<String, Node> branches = new TreeMap<>();
        byte[] after = NOTHING;
        for (int page = 0; page == 0 || after.length > 0; page++) {
            final KeyPage keys = page(filter, after, page);
            String last = "";
            for (final byte[] key : keys.keys()) {
                last = PercentText.key(key);
                final int end = endOfNode(last, depth);
                final String path = end < 0 ? "" : last.substring(0, end);
                if (end >= 0 && last.indexOf(';') < 0 && wanted.matches(path)) {
                    final boolean isLeaf = end == last.length();
                    (isLeaf ? leaves : branches).putIfAbsent(path, new Node(path, isLeaf));
                    requireFew(leaves.size() + branches.size());
                }
            }
            after = keys.isLast() ? NOTHING : behind(keys, last, depth);
        }
        final List<Node> nodes = new ArrayList<>(branches.values());
        nodes.addAll(leaves.values());
        return nodes;
    }

    /** Where the next look begins: behind the branch in which this one ended. */
    private static byte[] behind(final KeyPage keys, final String last, final int depth) {
        final int end = keys.keys().isEmpty() ? -1 : endOfNode(last, depth);
        if (end < 0 || end == last.length()) {
            return keys.next();
        }
        final byte[] branch = bytes(last.substring(0, end + 1));
        final byte[] behind = Arrays.copyOf(branch, branch.length + 1);
        behind[branch.length] = (byte) 0xff;
        return Arrays.compareUnsigned(behind, keys.next()) > 0 ? behind : keys.next();
    }

    /** Where so many nodes end; -1 where there are fewer. */
    private static int endOfNode(final String path, final int depth) {
        int at = -1;
        for (int i = 0; i < depth; i++) {
            at = path.indexOf('.', at + 1);
            if (at < 0) {
                return i == depth - 1 ? path.length() : -1;
            }
        }
        return at;
    }

    /** The key of a path. */
    public static byte[] bytes(final String path) {
        return PercentText.ofKey(path.getBytes(StandardCharsets.UTF_8));
    }
}
