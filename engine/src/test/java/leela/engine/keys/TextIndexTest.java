package leela.engine.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are found in a key. */
class TextIndexTest {

    private final TextIndex<String> index = new TextIndex<>();

    @Test
    void shouldFindTheTextsThatOccurWhereverTheyStand() {
        for (final String text : List.of("web", "web1.cpu", "cpu", ".cpu-0", "user", "disk", "web1.cpu-0.userx")) {
            assertThat(index.add(bytes(text), text)).isTrue();
        }
        assertThat(found("web1.cpu-0.user")).containsExactlyInAnyOrder("web", "web1.cpu", "cpu", ".cpu-0", "user");
    }

    @Test
    void shouldShowWhatStandsUnderATextOnceAndInOrder() {
        index.add(bytes("abc"), "first");
        index.add(bytes("abc"), "second");
        index.add(bytes("bca"), "third");
        assertThat(found("abcabcabc")).containsExactly("first", "second", "third");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab"})
    void shouldKeepNoTextThatOccursNearlyEverywhere(final String text) {
        assertThat(index.add(bytes(text), text)).isFalse();
        assertThat(index.remove(bytes(text), text)).isFalse();
    }

    /** Else a key that repeats these bytes would be compared with each text at each of its places. */
    @Test
    void shouldKeepFewTextsThatAreAllAlike() {
        final List<Integer> kept = new ArrayList<>();
        for (int length = 3; length < 100; length++) {
            if (index.add(bytes("a".repeat(length)), "value")) {
                kept.add(length);
            }
        }
        assertThat(kept).hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldFindWhatASearchForEachTextFinds(final long seed) {
        final Random random = new Random(seed);
        final Map<String, List<String>> all = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            final String text = text(random, 1 + random.nextInt(6));
            final List<String> known = all.getOrDefault(text, List.of());
            if (known.isEmpty() || random.nextInt(3) > 0) {
                if (index.add(bytes(text), text + i)) {
                    all.computeIfAbsent(text, one -> new ArrayList<>()).add(text + i);
                }
            } else {
                final String value = known.remove(random.nextInt(known.size()));
                assertThat(index.remove(bytes(text), value)).isTrue();
            }
            final String key = text(random, random.nextInt(20));
            final List<String> expected = new ArrayList<>();
            all.forEach((one, values) -> expected.addAll(key.contains(one) ? values : List.of()));
            assertThat(found(key)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static String text(final Random random, final int length) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("abé".charAt(random.nextInt(3)));
        }
        return text.toString();
    }

    private List<String> found(final String key) {
        final List<String> found = new ArrayList<>();
        index.visit(bytes(key), found::addAll);
        return found;
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
