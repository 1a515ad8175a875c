package leela.engine.history;

import static leela.engine.history.HistoryFixture.NOON_NS;
import static leela.engine.history.HistoryFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import leela.engine.counters.EngineCounter;
import leela.engine.keys.KeyCase;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.keys.TagCondition;
import leela.engine.spi.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of history by their tags, whether they still wait in memory or are stored. */
class TaggedHistoryTest {

    private static final List<String> KEYS = List.of(
            "cpu;dc=eu;host=web1", "cpu;dc=eu;host=web2", "cpu;dc=us;host=db1", "mem;dc=eu;host=web1", "cpu.load");

    private final HistoryFixture fixture = new HistoryFixture();

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "host=web1 -> 0 3",
                "host=web1 dc=eu name=cpu -> 0",
                "dc=eu host!=web1 -> 1",
                "host~^web dc=eu -> 0 1 3",
                "host~^web -> 0 1 3",
                "host!~^web -> 4 2",
                "name=cpu -> 0 1 2",
                "name~^cpu -> 4 0 1 2",
                "host= -> 4",
                "dc=eu dc=us -> ''",
                "rack=r1 -> ''"
            })
    void shouldFindKeysWhereAllConditionsHold(final String conditions, final String found) {
        KEYS.forEach(key -> fixture.log.event(key, 1, NOON_NS));
        fixture.work();
        final List<String> expected = Stream.of(found.split(" "))
                .filter(index -> !index.isEmpty())
                .map(index -> KEYS.get(Integer.parseInt(index)))
                .toList();
        for (int round = 0; round < 2; round++) {
            assertThat(keys(fixture, filter("", conditions))).isEqualTo(expected);
            fixture.age();
        }
    }

    @Test
    void shouldGiveTheSameByTheIndexAsByLookingAtAllKeys() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 1500; i++) {
            fixture.log.event(
                    "m" + random.nextInt(3) + ";a=" + random.nextInt(2) + ";b=" + random.nextInt(200) + ";c="
                            + random.nextInt(3),
                    1,
                    NOON_NS);
        }
        fixture.age();
        fixture.log.event("m1;a=1;b=7;c=new", 1, NOON_NS);
        fixture.work();
        final List<String> all = keys(fixture, KeyFilter.ALL);
        for (final String conditions :
                List.of("a=1 c=2", "a=0 b=7 c=1", "b~^1", "b~^1.$ a=1", "b~7", "a=1 name=m1", "c=new", "b!=7 c=0")) {
            final KeyFilter filter = filter("m1", conditions);
            final List<String> expected = all.stream()
                    .filter(key ->
                            key.startsWith("m1") && filter.tags().stream().allMatch(one -> one.holds(bytes(key))))
                    .toList();

            assertThat(keys(fixture, filter))
                    .as("%s, seed %d", conditions, seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void shouldWriteNewKeysToTheIndexWithinSecondsThoughTheirPointsWait() {
        KEYS.forEach(key -> fixture.log.event(key, 1, NOON_NS));
        fixture.work();
        assertThat(fixture.store.keysWritten()).isZero();
        assertThat(fixture.count(EngineCounter.HISTORY_UNLISTED)).isEqualTo(KEYS.size());

        fixture.clock.advanceNs(HistoryFixture.SECOND_NS);
        fixture.work();

        assertThat(fixture.count(EngineCounter.HISTORY_UNLISTED)).isZero();
        assertThat(texts(stored("dc", "eu"))).containsExactly(KEYS.get(0), KEYS.get(1), KEYS.get(3));
        assertThat(fixture.store.chunkCount()).isZero();
        assertThat(fixture.log.acknowledged()).isZero();
        assertThat(keys(fixture, filter("", "dc=eu host=web1"))).containsExactly(KEYS.get(0), KEYS.get(3));
        assertThat(fixture.points(KEYS.get(0))).containsExactly("0=1.0");
        assertThat(fixture.age().store.keysWritten()).isEqualTo(KEYS.size());
    }

    @Test
    void shouldWriteManyNewKeysAtOnceWithoutWaitingForMore() {
        for (int i = 0; i < 1000; i++) {
            fixture.log.event("cpu;host=web" + i, 1, NOON_NS);
        }
        fixture.work();

        assertThat(fixture.store.keysWritten()).isEqualTo(800);
    }

    private List<byte[]> stored(final String tag, final String value) {
        final List<byte[]> found = new ArrayList<>();
        try (Store.Keys keys =
                fixture.store.tagIndex().orElseThrow().keys(bytes(tag), bytes(value), bytes(""), bytes(""))) {
            while (keys.next()) {
                found.add(keys.key());
            }
        }
        return found;
    }

    @Test
    void shouldListTagsOfMemoryAndStoreTogether() {
        fixture.log.event(KEYS.get(0), 1, NOON_NS);
        fixture.age();
        fixture.log.event("mem;host=new;rack=r1", 1, NOON_NS);
        fixture.log.event("untagged", 1, NOON_NS);
        fixture.work();

        assertThat(texts(fixture.history.tagNames(bytes(""), 9))).containsExactly("dc", "host", "name", "rack");
        assertThat(texts(fixture.history.tagNames(bytes("h"), 9))).containsExactly("host");
        assertThat(texts(fixture.history.tagNames(bytes(""), 2))).containsExactly("dc", "host");
        assertThat(texts(fixture.history.tagValues(bytes("host"), bytes(""), 9)))
                .containsExactly("new", "web1");
        assertThat(texts(fixture.history.tagValues(bytes("name"), bytes("c"), 9)))
                .containsExactly("cpu");
    }

    @Test
    void shouldFoldConditionsAsKeys() {
        final HistoryFixture folding = new HistoryFixture(KeyCase.FOLDED);
        folding.log.event("Cpu;Host=WEB1", 1, NOON_NS);
        folding.age();

        assertThat(keys(folding, filter("", "HOST=Web1"))).containsExactly("cpu;host=web1");
        assertThat(texts(folding.history.tagValues(bytes("HOST"), bytes("W"), 9)))
                .containsExactly("web1");
    }

    private static KeyFilter filter(final String prefix, final String conditions) {
        return new KeyFilter(
                bytes(prefix),
                new byte[0],
                Stream.of(conditions.split(" "))
                        .map(one -> TagCondition.of(bytes(one), TaggedHistoryTest::regex))
                        .toList());
    }

    private static Predicate<byte[]> regex(final byte[] regex) {
        final Pattern pattern = Pattern.compile(new String(regex, StandardCharsets.UTF_8));
        return text -> pattern.matcher(new String(text, StandardCharsets.UTF_8)).find();
    }

    /** All pages of them. */
    private static List<String> keys(final HistoryFixture of, final KeyFilter filter) {
        final List<String> keys = new ArrayList<>();
        byte[] after = {};
        do {
            final KeyPage page = of.history.keys(filter, after, 100);
            keys.addAll(texts(page.keys()));
            after = page.next();
        } while (after.length > 0);
        return keys;
    }

    private static List<String> texts(final List<byte[]> texts) {
        return texts.stream()
                .map(text -> new String(text, StandardCharsets.UTF_8))
                .toList();
    }
}
