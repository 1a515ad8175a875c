package leela.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import leela.engine.keys.TagCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heads by their tags: which are found, and when all must be looked at. */
final class UnlistedTagsTest {

    private static final String[] KEYS = {"m;a=1;b=x", "m;a=1;b=y", "m;a=2;b=x", "n;a=1", "plain"};
    private static final int MANY = 100;

    private final UnlistedTags tags = new UnlistedTags(1 << 20);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a=1         | m;a=1;b=x m;a=1;b=y n;a=1
            a=2         | m;a=2;b=x
            b=x         | m;a=1;b=x m;a=2;b=x
            a=1 b=y     | m;a=1;b=y
            a=2 b=x     | m;a=2;b=x
            a=3         | ''
            c=1         | ''
            a=1 c=1     | ''
            """)
    void shouldGiveTheHeadsWithTheRarestValueAskedFor(final String asked, final String found) {
        addAll();

        assertThat(keys(tags.among(conditions(asked), MANY))).isEqualTo(new TreeSet<>(words(found)));
    }

    @Test
    void shouldHaveAllLookedAtWhereTooManyHaveTheValueOrNothingIsAsked() {
        addAll();

        assertThat(tags.among(conditions("a=1"), 2)).isNull();
        assertThat(tags.among(conditions("a=1"), 3)).hasSize(3);
        assertThat(tags.among(List.of(), MANY)).isNull();
    }

    @Test
    void shouldKnowOnlyNamesOfHeadsThatAreNotListed() {
        addAll();
        assertThat(names()).isEqualTo(new TreeSet<>(List.of("a", "b")));
    }

    @Test
    void shouldNoLongerTellOnceThereIsAHeadOrANameTooManyUntilItIsCleared() {
        for (int i = 0; i <= UnlistedTags.MOST_NAMES; i++) {
            tags.add(head("m;tag" + i + "=1"));
        }

        assertThat(tags.among(conditions("tag0=1"), MANY)).isNull();
        assertThat(tags.names()).isNull();
        assertThat(tags.values(bytes("tag0"))).isNull();

        tags.clear();
        assertThat(tags.bytes()).isZero();
        addAll();
        assertThat(tags.among(conditions("a=2"), MANY)).hasSize(1);
        assertThat(tags.among(conditions("tag0=1"), MANY)).isEmpty();
    }

    @Test
    void shouldFindEachOfManyValuesAndHeads() {
        for (int i = 0; i < 3000; i++) {
            tags.add(head("m;host=h" + i + ";rack=r" + i % 7));
        }

        for (int i = 0; i < 3000; i += 37) {
            assertThat(keys(tags.among(conditions("rack=r" + i % 7 + " host=h" + i), 1)))
                    .containsExactly("m;host=h" + i + ";rack=r" + i % 7);
        }
        assertThat(tags.among(conditions("rack=r3"), 3000)).hasSize(3000 / 7 + 1);
    }

    private void addAll() {
        for (int i = 0; i < KEYS.length; i++) {
            tags.add(head(KEYS[i]));
        }
    }

    private TreeSet<String> names() {
        final TreeSet<String> names = new TreeSet<>();
        tags.names().forEach(name -> names.add(new String(name, StandardCharsets.UTF_8)));
        return names;
    }

    private static Head head(final String key) {
        final Head head = new Head(bytes(key));
        head.unlisted(true);
        return head;
    }

    private static TreeSet<String> keys(final Head[] heads) {
        final TreeSet<String> keys = new TreeSet<>();
        for (final Head head : heads) {
            keys.add(new String(head.key(), StandardCharsets.UTF_8));
        }
        return keys;
    }

    private static List<TagCondition> conditions(final String asked) {
        return words(asked).stream()
                .map(one -> one.split("="))
                .map(one -> TagCondition.equal(bytes(one[0]), bytes(one[1]), false))
                .toList();
    }

    private static List<String> words(final String text) {
        return Arrays.stream(text.split(" ")).filter(one -> !one.isEmpty()).toList();
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
