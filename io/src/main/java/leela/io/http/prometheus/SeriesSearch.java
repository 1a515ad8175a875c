package leela.io.http.prometheus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import leela.engine.counters.Counters;
import leela.engine.history.History;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.keys.TagCondition;
import leela.engine.keys.TaggedKey;
import leela.engine.ring.Limits;
import leela.io.http.PercentText;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The series that a query means, found a page at a time: by the key where that is told, else by the name, else among
 * all keys.
 * Thread: its request's; a page may block on storage.
 * Memory: what is found, taken of the request's share.
 */
final class SeriesSearch {

    /** Values that are looked for one by one; where more are meant, all keys are looked at. */
    private static final int MOST_VALUES = 64;

    private static final int MOST_CONDITIONS = 256;
    private static final int MOST_TAGS = 1000;

    private static final int PAGE = 512;
    private static final byte[] NOTHING = {};

    private final History history;
    private final ReadQuery query;
    private final ReadMemory.Share memory;
    private final Counters counters;
    private final TaggedKey composer = new TaggedKey();
    private final Deque<NameSpellings> names = new ArrayDeque<>();
    private final Deque<byte[]> keys = new ArrayDeque<>();
    private final Deque<KeyFilter> lists = new ArrayDeque<>();
    private final List<FoundSeries> found = new ArrayList<>();
    /** One of which holds for each key that is meant. */
    private final List<TagCondition> conditions;

    private byte[] after = NOTHING;

    SeriesSearch(final History history, final ReadQuery query, final ReadMemory.Share memory, final Counters counters) {
        this.history = history;
        this.query = query;
        this.memory = memory;
        this.counters = counters;
        conditions = query.matchers().stream()
                .map(this::conditionsOf)
                .filter(some -> !some.isEmpty())
                .findFirst()
                .orElse(List.of());
        plan();
    }

    private void plan() {
        final Optional<Set<String>> meantKeys = valuesOf(SeriesLabels.KEY);
        final Optional<Set<String>> meantNames = valuesOf(SeriesLabels.NAME);
        if (meantKeys.isPresent() && meantKeys.get().size() <= MOST_VALUES) {
            for (final String key : meantKeys.get()) {
                keys.add(PercentText.ofKey(bytes(key)));
                lists.add(new KeyFilter(
                        NOTHING, NOTHING, List.of(TagCondition.equal(bytes(SeriesLabels.KEY), encoded(key), false))));
            }
        } else if (meantNames.isPresent() && meantNames.get().size() <= MOST_VALUES) {
            meantNames.get().forEach(name -> names.add(new NameSpellings(history, name)));
        } else {
            list(NOTHING);
        }
    }

    /** Keys that begin so are to be listed. */
    private void list(final byte[] prefix) {
        if (conditions.isEmpty()) {
            lists.add(new KeyFilter(prefix, NOTHING));
        }
        for (final TagCondition condition : conditions) {
            lists.add(new KeyFilter(prefix, NOTHING, List.of(condition)));
        }
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As a tag's value stands in a key. */
    private byte[] encoded(final String value) {
        final UnsafeBuffer name = new UnsafeBuffer(bytes("n"));
        final UnsafeBuffer text = new UnsafeBuffer(bytes(value));
        composer.begin(name, 0, 1);
        composer.tag(name, 0, 1, text, 0, text.capacity());
        // behind n;n=
        final byte[] encoded = new byte[Math.max(0, Math.min(composer.end(), Limits.MAX_KEY_LENGTH) - 4)];
        composer.buffer().getBytes(4, encoded);
        return encoded;
    }

    private Optional<Set<String>> valuesOf(final String label) {
        return query.matchers().stream()
                .filter(matcher -> matcher.name().equals(label) && matcher.isOfValues())
                .map(LabelMatcher::values)
                .findFirst();
    }

    /** What a matcher of a tag asks of keys; empty where that says little. */
    private List<TagCondition> conditionsOf(final LabelMatcher matcher) {
        final String name = matcher.name();
        if (!matcher.isOfValues()
                || matcher.values().size() > MOST_VALUES
                || name.equals(SeriesLabels.NAME)
                || name.equals(SeriesLabels.KEY)
                || !matcher.values().stream().allMatch(SeriesSearch::isPlain)) {
            return List.of();
        }
        final List<TagCondition> all = new ArrayList<>();
        for (final byte[] tag : tagsOf(name)) {
            matcher.values().forEach(value -> all.add(TagCondition.equal(tag, bytes(value), false)));
        }
        return all.size() > MOST_CONDITIONS ? List.of() : all;
    }

    /** Whether a key can have the value in one form only. */
    private static boolean isPlain(final String value) {
        return value.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '%' || c == ';');
    }

    /** The tags that are given this label: where it has a {@code _}, there may be others. */
    private List<byte[]> tagsOf(final String label) {
        final int odd = label.indexOf('_');
        final List<byte[]> tags = new ArrayList<>(List.of(bytes(label)));
        if (odd >= 0) {
            final List<byte[]> known = history.tagNames(bytes(label.substring(0, odd)), MOST_TAGS);
            if (known.size() == MOST_TAGS) {
                return List.of();
            }
            for (final byte[] tag : known) {
                if (SeriesLabels.name(tag).equals(label) && !Arrays.equals(tag, tags.get(0))) {
                    tags.add(tag);
                }
            }
        }
        return tags;
    }

    /** Looks for some more; false where all were found. */
    boolean advance() {
        if (!keys.isEmpty()) {
            look(keys.remove());
        } else if (!names.isEmpty()) {
            advance(names.element());
        } else if (!lists.isEmpty()) {
            list(lists.element());
        } else {
            return false;
        }
        return true;
    }

    private void advance(final NameSpellings spellings) {
        if (spellings.advance()) {
            return;
        }
        names.remove();
        for (final byte[] spelling : spellings.spellings()) {
            keys.add(spelling);
            final byte[] tagged = Arrays.copyOf(spelling, spelling.length + 1);
            tagged[spelling.length] = ';';
            list(tagged);
        }
    }

    private void look(final byte[] key) {
        for (final byte[] spelled : key.length == 0 ? List.<byte[]>of() : history.spellings(key, 1)) {
            if (Arrays.equals(spelled, key)) {
                add(key);
            }
        }
    }

    private void list(final KeyFilter filter) {
        final KeyPage page = history.keys(filter, after, PAGE);
        page.keys().forEach(this::add);
        after = page.next();
        if (page.isLast()) {
            lists.remove();
        }
    }

    private void add(final byte[] key) {
        final SeriesLabels labels = SeriesLabels.of(key, composer);
        if (query.matches(labels)) {
            final FoundSeries series = new FoundSeries(key, labels.encoded());
            memory.take(series.heldBytes());
            found.add(series);
        }
    }

    /** Those found, in Prometheus' order. Of two with the same labels one is given, and the other counted. */
    List<FoundSeries> found() {
        found.sort(null);
        final List<FoundSeries> distinct = new ArrayList<>(found.size());
        FoundSeries before = null;
        for (final FoundSeries series : found) {
            if (before == null || !before.hasLabelsOf(series)) {
                distinct.add(series);
                before = series;
            } else if (!Arrays.equals(before.key(), series.key())) {
                counters.increment(RemoteReadCounter.OMITTED);
            }
        }
        return distinct;
    }
}
