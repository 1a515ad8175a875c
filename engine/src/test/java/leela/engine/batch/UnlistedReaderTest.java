package leela.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import leela.engine.keys.KeyCase;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyScan;
import leela.engine.keys.TagCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New keys that the store does not list yet, asked for by their tags. */
final class UnlistedReaderTest {

    private static final int HOSTS = 2_000;

    private final HeadTable heads = new HeadTable(1, 1 << 24, gone -> {});
    private final UnlistedReader reader = new UnlistedReader(heads);
    private final Map<String, Head> there = new LinkedHashMap<>();
    /** How many values regexes were tried on. */
    private int tried;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host~^web-0012",
                "host~7$",
                "rack~^r[12]$,host~1$",
                "host~^none",
                "dc~.",
                "rack!~1",
                "host!~x,dc=a",
                "none~.",
                "twice~^2",
                "name~^cpu,rack~0"
            })
    void shouldGiveTheKeysForWhichAllConditionsHold(final String conditions) {
        addHosts();
        final List<TagCondition> tags =
                Stream.of(conditions.split(",")).map(this::condition).toList();
        final List<String> expected = there.keySet().stream()
                .filter(key -> tags.stream().allMatch(tag -> tag.holds(bytes(key))))
                .sorted()
                .toList();
        assertThat(matching(tags)).isEqualTo(expected);
    }

    @Test
    void shouldTryARegexOnEachValueOnceAndOnThoseThatBeginAsItDoes() {
        addHosts();
        assertThat(matching(List.of(condition("rack~^r3")))).hasSize(HOSTS / 5);
        assertThat(tried).as("1 of 10 values, and each key that has it").isEqualTo(1 + HOSTS / 5);
        tried = 0;
        assertThat(matching(List.of(condition("host~^web-00077$")))).hasSize(2);
        assertThat(tried).as("of 2,000 values one, and its keys").isEqualTo(1 + 2);
    }

    @Test
    void shouldTellNamesAndValuesOfKeysThatAreNotListed() {
        addHosts();
        add("m;twice=1;twice=2");
        assertThat(names()).containsExactly("dc", "host", "rack", "twice");
        assertThat(values("twice", "")).containsExactly("1", "2");
        assertThat(values("rack", "r")).hasSize(10);
        assertThat(values("host", "web-0199")).hasSize(10);
        assertThat(values("none", "")).isEmpty();
        there.values().stream().filter(head -> text(head).contains("dc=a")).forEach(this::list);
        assertThat(values("dc", "")).containsExactly("b");
        assertThat(values("host", "web-0199")).hasSize(5);
        there.values().stream().filter(Head::isUnlisted).forEach(this::list);
        assertThat(names()).isEmpty();
        heads.tidy();
        assertThat(names()).isEmpty();
    }

    @Test
    void shouldKnowNoNamesWhereThereAreTooMany() {
        for (int i = 0; i < UnlistedTags.MOST_NAMES; i++) {
            add("m;tag" + i + "=x");
        }
        assertThat(names()).hasSize(UnlistedTags.MOST_NAMES);
        add("m;another=x");
        assertThat(reader.tagNames()).isEmpty();
        assertThat(reader.visitValues(bytes("tag1"), bytes(""), value -> {})).isFalse();
        assertThat(matching(List.of(condition("another~x")))).containsExactly("m;another=x");
    }

    private void addHosts() {
        for (int host = 0; host < HOSTS; host++) {
            for (final String name : List.of("cpu", "mem")) {
                add("%s;dc=%s;host=web-%05d;rack=r%d".formatted(name, host % 2 == 0 ? "a" : "b", host, host % 10));
            }
        }
    }

    private void add(final String key) {
        final Head head = heads.create(bytes(key));
        heads.add(head, there.size(), 1, 1, 1);
        there.put(key, head);
    }

    private void list(final Head head) {
        heads.listed(head, 1);
    }

    private TagCondition condition(final String text) {
        return TagCondition.of(bytes(text), this::regex);
    }

    private Predicate<byte[]> regex(final byte[] regex) {
        final Pattern pattern = Pattern.compile(new String(regex, StandardCharsets.ISO_8859_1));
        return value -> {
            tried += value.length == 0 ? 0 : 1;
            return pattern.matcher(new String(value, StandardCharsets.ISO_8859_1))
                    .find();
        };
    }

    private List<String> matching(final List<TagCondition> tags) {
        final KeyScan scan = new KeyScan(new KeyFilter(bytes(""), bytes(""), tags), KeyCase.KEPT);
        return reader.matching(scan, bytes(""), 10_000, 10_000).keys().stream()
                .map(key -> new String(key, StandardCharsets.UTF_8))
                .toList();
    }

    private List<String> names() {
        return reader.tagNames().orElseThrow().stream()
                .map(name -> new String(name, StandardCharsets.UTF_8))
                .sorted()
                .toList();
    }

    private List<String> values(final String tag, final String prefix) {
        final List<String> found = new ArrayList<>();
        assertThat(reader.visitValues(
                        bytes(tag), bytes(prefix), value -> found.add(new String(value, StandardCharsets.UTF_8))))
                .isTrue();
        return List.copyOf(new TreeSet<>(found));
    }

    private static String text(final Head head) {
        return new String(head.key(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
