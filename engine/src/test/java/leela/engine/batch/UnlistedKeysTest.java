package leela.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import leela.engine.keys.KeyCase;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.keys.KeyScan;
import leela.engine.keys.TagCondition;
import org.junit.jupiter.api.Test;

/** New keys, of which many come and are listed: those that are not are found in order, by prefix and by tag. */
class UnlistedKeysTest {

    private static final int STEPS = 20_000;
    private static final int VALUES = 50;

    private final long seed = new SplittableRandom().nextLong();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Map<String, Head> there = new HashMap<>();
    private final HeadTable heads = new HeadTable(1, 1 << 24, gone -> {});

    @Test
    void shouldGiveThoseThatAreNotListedHoweverManyCameAndWent() {
        for (int step = 1; step <= STEPS; step++) {
            addOne(step);
            if (random.nextInt(3) > 0) {
                listFirst();
            }
            if (step % 2_000 == 0) {
                heads.tidy();
                check("", "", step % 4_000 == 0 ? 7 : STEPS);
                check("m1;", "m1;a=30", 20);
            }
        }
        while (heads.firstUnlisted() != null) {
            listFirst();
        }
        heads.tidy();
        check("", "", STEPS);
    }

    @Test
    void shouldLookOnlyAtHeadsWithTheRarestOfTheTagsAskedFor() {
        for (int step = 1; step <= STEPS; step++) {
            addOne(step);
        }
        for (int value = 0; value < VALUES; value++) {
            final int wanted = value;
            final Head[] among = heads.unlistedAmong(List.of(tag("b", "0"), tag("a", "" + value)), STEPS);

            assertThat(among.length).as("seed %d", seed).isLessThan(2 * STEPS / VALUES);
            assertThat(Arrays.stream(among).map(UnlistedKeysTest::text))
                    .containsAll(there.keySet().stream()
                            .filter(one -> one.contains(";b=0") && one.contains(";a=" + wanted + ";"))
                            .toList());
        }
        assertThat(heads.unlistedAmong(List.of(tag("a", "none")), 1)).isEmpty();
        assertThat(heads.unlistedAmong(List.of(tag("b", "0")), 100)).isNull();
        assertThat(heads.unlistedAmong(List.of(), STEPS)).isNull();
    }

    @Test
    void shouldHaveAllLookedAtWhereThereIsNoRoomForTags() {
        final UnlistedTags tags = new UnlistedTags(360);
        for (int i = 0; i < 11; i++) {
            assertThat(tags.among(List.of(tag("a", "x")), 100)).hasSize(i);
            tags.add(new Head(bytes("m;a=x")));
        }
        assertThat(tags.among(List.of(tag("a", "x")), 100)).isNull();
        tags.clear();
        assertThat(tags.among(List.of(tag("a", "x")), 100)).isEmpty();
    }

    /** Nobody waits while a million keys are looked at for one that is not there. */
    @Test
    void shouldLookAtSoManyKeysAndSayWhereToGoOn() {
        final UnlistedKeys keys = new UnlistedKeys(Arrays::compareUnsigned);
        for (int i = 0; i < 100; i++) {
            add(keys, i % 5 == 0 ? -1 : i);
        }
        keys.runs();
        for (int i = 0; i < 100; i += 5) {
            add(keys, i);
        }
        final KeyScan scan = new KeyScan(new KeyFilter(new byte[0], bytes("*5")), KeyCase.KEPT);
        final List<String> found = new ArrayList<>();
        final List<String> ends = new ArrayList<>();
        byte[] after = {};
        do {
            final KeyPage page = keys.runs().matching(scan, after, 50, 30);
            page.keys().forEach(key -> found.add(new String(key, StandardCharsets.UTF_8)));
            after = page.next();
            ends.add(new String(after, StandardCharsets.UTF_8));
        } while (after.length > 0);
        assertThat(found).containsExactly("k05", "k15", "k25", "k35", "k45", "k55", "k65", "k75", "k85", "k95");
        // of the longer run thirty, each time, and the last of them again
        assertThat(ends).containsExactly("k37", "k73", "");
        final KeyPage few = keys.runs().matching(scan, new byte[0], 3, 100);
        assertThat(few.keys()).hasSize(3);
        assertThat(few.next()).isEqualTo(bytes("k25"));
    }

    private static void add(final UnlistedKeys keys, final int number) {
        if (number >= 0) {
            final Head head = new Head(bytes("k%02d".formatted(number)));
            head.unlisted(true);
            keys.add(head);
        }
    }

    private void addOne(final int step) {
        final String key =
                "m" + random.nextInt(3) + ";a=" + random.nextInt(VALUES) + ";b=" + random.nextInt(2) + ";c=" + step;
        final Head head = heads.create(bytes(key));
        heads.add(head, step, step, step, step);
        there.put(key, head);
    }

    private void listFirst() {
        final Head first = heads.firstUnlisted();
        if (first != null) {
            heads.skipUnlisted();
            heads.listed(first, 1);
            there.remove(text(first));
        }
    }

    private void check(final String prefix, final String after, final int limit) {
        final KeyScan scan = new KeyScan(new KeyFilter(bytes(prefix), bytes("")), KeyCase.KEPT);
        final List<String> expected = there.keySet().stream()
                .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                .sorted()
                .limit(limit)
                .toList();
        final List<String> found = new ArrayList<>();
        heads.unlisted()
                .matching(scan, bytes(after), limit, STEPS)
                .keys()
                .forEach(key -> found.add(new String(key, StandardCharsets.UTF_8)));
        assertThat(found).as("seed %d", seed).isEqualTo(expected);
    }

    private static TagCondition tag(final String tag, final String value) {
        return TagCondition.equal(bytes(tag), bytes(value), false);
    }

    private static String text(final Head head) {
        return new String(head.key(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
