package leela.engine.history;

import static leela.engine.history.HistoryFixture.NOON_NS;
import static leela.engine.history.HistoryFixture.SECOND_NS;
import static leela.engine.history.HistoryFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import leela.engine.batch.BatchLimits;
import leela.engine.batch.HeadTable;
import leela.engine.counters.EngineCounter;
import leela.engine.keys.KeyCase;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.spi.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was written is read back: from memory, from the store, or from both; once, in order, the last write of a time.
 */
final class StoredHistoryTest {

    private final HistoryFixture fixture = new HistoryFixture();

    @Test
    void shouldReadFromMemoryWhatIsNotWrittenYet() {
        fixture.log.event("a", 1.5, NOON_NS);
        fixture.log.event("a", 2.5, NOON_NS + SECOND_NS);
        assertThat(fixture.work().points("a")).containsExactly("0=1.5", "1=2.5");
        assertThat(fixture.store.chunkCount()).isZero();
    }

    @Test
    void shouldKeepWhatIsReadAtATimeApart() {
        for (final String key : List.of("a", "b", "c")) {
            fixture.log.event(key, key.charAt(0), NOON_NS);
            fixture.log.event(key, -key.charAt(0), NOON_NS + SECOND_NS);
        }
        fixture.work();
        final long[] times = new long[2];
        final double[] values = new double[2];
        try (History.Points second = fixture.history.points(bytes("b"), 0, Long.MAX_VALUE)) {
            fixture.history.points(bytes("a"), 0, Long.MAX_VALUE).close();
            try (History.Points third = fixture.history.points(bytes("c"), 0, Long.MAX_VALUE)) {
                assertThat(third.read(times, values)).isEqualTo(2);
                assertThat(values).containsExactly('c', -'c');
                assertThat(second.read(times, values)).isEqualTo(2);
                assertThat(values).containsExactly('b', -'b');
            }
        }
    }

    @Test
    void shouldWritePointsThatAreOld() {
        fixture.log.event("a", 1.5, NOON_NS);
        fixture.work().age();
        assertThat(fixture.store.chunkCount()).isEqualTo(1);
        assertThat(fixture.points("a")).containsExactly("0=1.5");
        assertThat(fixture.log.acknowledged()).isEqualTo(1);
        assertThat(fixture.count(EngineCounter.HISTORY_HELD)).isZero();
    }

    @Test
    void shouldWriteAChunkThatIsFull() {
        for (int i = 0; i < HeadTable.FULL + 10; i++) {
            fixture.log.event("a", i, NOON_NS + i * SECOND_NS);
        }
        fixture.work();
        assertThat(fixture.store.chunkCount()).isEqualTo(1);
        assertThat(fixture.points("a"))
                .hasSize(HeadTable.FULL + 10)
                .startsWith("0=0.0")
                .endsWith("1033=1033.0");
    }

    @Test
    void shouldMergeMemoryAndStoreWithTheLastWriteWinning() {
        for (int i = 0; i < 5; i++) {
            fixture.log.event("a", i, NOON_NS + i * SECOND_NS);
        }
        fixture.work().age();
        fixture.log.event("a", 30, NOON_NS + 3 * SECOND_NS);
        fixture.log.event("a", -1, NOON_NS - SECOND_NS);
        fixture.log.event("a", 10, NOON_NS + SECOND_NS);
        fixture.log.event("a", 11, NOON_NS + SECOND_NS);
        fixture.log.event("a", 7, NOON_NS + 7 * SECOND_NS);
        final List<String> expected = List.of("-1=-1.0", "0=0.0", "1=11.0", "2=2.0", "3=30.0", "4=4.0", "7=7.0");
        assertThat(fixture.work().points("a")).isEqualTo(expected);
        assertThat(fixture.age().points("a")).isEqualTo(expected);
    }

    @Test
    void shouldCutTimesToTheResolution() {
        final HistoryFixture minutes = new HistoryFixture(Duration.ofMinutes(1), Duration.ZERO, 1 << 20, 10);
        minutes.log.event("a", 1, NOON_NS + 59 * SECOND_NS);
        minutes.log.event("a", 2, NOON_NS + 60 * SECOND_NS);
        minutes.log.event("a", 3, NOON_NS + 61 * SECOND_NS);
        assertThat(minutes.work().points("a")).containsExactly("0=1.0", "60=3.0");
        final HistoryFixture nanos = new HistoryFixture(Duration.ofNanos(1), Duration.ZERO, 1 << 20, 10);
        nanos.log.event("a", 1, NOON_NS + 1);
        nanos.log.event("a", 2, NOON_NS + 2);
        assertThat(nanos.work().age().points("a", NOON_NS + 2, NOON_NS + 2)).containsExactly("0=2.0");
    }

    @Test
    void shouldFoldKeysWhenStoredAndWhenLookedUp() {
        final HistoryFixture folding = new HistoryFixture(KeyCase.FOLDED);
        folding.log.event("Web.CPU", 1, NOON_NS);
        folding.log.event("web.cpu", 2, NOON_NS + SECOND_NS);
        folding.work();
        assertThat(folding.points("WEB.cpu")).containsExactly("0=1.0", "1=2.0");
        assertThat(keys(folding, new KeyFilter(new byte[0], bytes("WEB*")), "", 10))
                .containsExactly("web.cpu");
    }

    @Test
    void shouldKeepKeysAsTheyCame() {
        fixture.log.event("Web.CPU", 1, NOON_NS);
        fixture.log.event("web.cpu", 2, NOON_NS);
        fixture.work();
        for (int round = 0; round < 2; round++) {
            assertThat(fixture.points("Web.CPU")).containsExactly("0=1.0");
            assertThat(fixture.points("web.cpu")).containsExactly("0=2.0");
            assertThat(keys("*", "", 10)).containsExactly("Web.CPU", "web.cpu");
            assertThat(keys("W*", "", 10)).containsExactly("Web.CPU");
            fixture.age();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "written", "restarted"})
    void shouldFindTheOneKeyThatIsEqualButForCase(final String when) {
        fixture.log.event("Web.CPU", 1, NOON_NS);
        fixture.log.event("other", 7, NOON_NS);
        fixture.log.document("Doc.Key", "{}", NOON_NS);
        bring(when);
        assertThat(fixture.points("WEB.cpu")).containsExactly("0=1.0");
        assertThat(fixture.points("web.cpu")).containsExactly("0=1.0");
        assertThat(fixture.points("OTHER")).containsExactly("0=7.0");
        assertThat(fixture.documents("doc.key")).containsExactly("0={}");
        assertThat(fixture.points("web_cpu")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "written", "restarted"})
    void shouldNameTheKeysWhereSeveralAreEqualButForCase(final String when) {
        fixture.log.event("Web.CPU", 1, NOON_NS);
        bring(when);
        fixture.log.event("web.cpu", 2, NOON_NS);
        fixture.work();
        assertThatThrownBy(() -> fixture.points("WEB.CPU"))
                .isInstanceOf(AmbiguousKeyException.class)
                .hasMessage("several keys equal it but for the case of their letters: Web.CPU, web.cpu");
        assertThat(fixture.points("web.cpu")).containsExactly("0=2.0");
    }

    private void bring(final String when) {
        fixture.work();
        if (!when.equals("read")) {
            fixture.age();
        }
        if (when.equals("restarted")) {
            fixture.restart();
        }
    }

    @Test
    void shouldReadAKeyWithItsTagsInAnyOrder() {
        fixture.log.event("cpu;host=web1;os=x", 1, NOON_NS);
        fixture.log.event("text;b=1;a=2", 2, NOON_NS);
        fixture.work();
        for (int written = 0; written < 2; written++) {
            assertThat(fixture.points("cpu;os=x;host=web1")).containsExactly("0=1.0");
            assertThat(fixture.points("cpu;host=web1;os=x")).containsExactly("0=1.0");
            assertThat(fixture.points("text;b=1;a=2")).containsExactly("0=2.0");
            fixture.age();
        }
    }

    @Test
    void shouldLoseNothingAndRepeatNothingWhenKilledAtAnyMoment() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final TreeMap<Long, Double> expected = new TreeMap<>();
        for (int round = 0; round < 400; round++) {
            for (int i = random.nextInt(20); i > 0; i--) {
                final long time = NOON_NS + random.nextInt(-100_000, 100_000) * SECOND_NS;
                fixture.log.event("a", round + i / 100.0, time);
                fixture.log.event("noise" + random.nextInt(5), i, time);
                expected.put(time, round + i / 100.0);
            }
            switch (random.nextInt(10)) {
                case 0 -> fixture.restart();
                case 1 -> fixture.age();
                default -> fixture.history.batcher().work();
            }
        }
        fixture.work();
        final List<String> lines = new ArrayList<>();
        expected.forEach((time, value) -> lines.add((time - NOON_NS) / SECOND_NS + "=" + value));
        assertThat(fixture.points("a")).as("seed " + seed).isEqualTo(lines);
        fixture.age();
        assertThat(fixture.points("a")).as("seed " + seed).isEqualTo(lines);
        assertThat(fixture.log.acknowledged()).isEqualTo(fixture.log.end());
    }

    @Test
    void shouldWriteNewPointsWhenTheLogNeedsTheirRoom() {
        fixture.log.event("a", 1, NOON_NS);
        fixture.log.event("b", 2, NOON_NS);
        fixture.log.event("c", 3, NOON_NS);
        fixture.work().log.press(2);
        fixture.work();
        assertThat(fixture.store.chunkCount()).isEqualTo(2);
        assertThat(fixture.store.mark().position()).isEqualTo(2);
    }

    @Test
    void shouldAcknowledgeOnlyWhatTheStoreHas() {
        fixture.log.event("early", 1, NOON_NS);
        fixture.work();
        for (int i = 0; i < HeadTable.FULL; i++) {
            fixture.log.event("busy", i, NOON_NS + i * SECOND_NS);
        }
        fixture.work();
        assertThat(fixture.store.chunkCount()).isEqualTo(1);
        assertThat(fixture.log.acknowledged())
                .as("the first entry is still in memory only")
                .isZero();
        fixture.age();
        assertThat(fixture.log.acknowledged()).isEqualTo(HeadTable.FULL + 1);
    }

    @Test
    void shouldWriteManyDocumentsAtOnceAndOfOnePlaceTheLastOnly() {
        for (int i = 0; i < 5_000; i++) {
            fixture.log.document("same", Integer.toString(i), NOON_NS);
            fixture.log.document("key" + i, "{}", NOON_NS);
        }
        fixture.work();

        assertThat(fixture.count(EngineCounter.HISTORY_DOCUMENTS)).isBetween(5_001L, 5_003L);
        assertThat(fixture.count(EngineCounter.HISTORY_WRITES)).isLessThan(5);
        assertThat(fixture.documents("same")).containsExactly("0=4999");
        assertThat(fixture.log.acknowledged()).isEqualTo(10_000);
    }

    @Test
    void shouldTellHowFarReadsAreBehind() {
        final HistoryFixture small = new HistoryFixture(Duration.ofSeconds(1), Duration.ZERO, 40_000, 1000);
        small.clock.advanceNs(3600 * SECOND_NS);
        small.log.event("a", 1, NOON_NS + 3600 * SECOND_NS);
        small.history.batcher().work();
        assertThat(small.history.batcher().behindNs()).as("idle for an hour").isZero();

        small.store.failWith(new StoreException("The store is unavailable.", true, null));
        for (int i = 0; i < 50_000; i++) {
            small.log.event("key" + i % 100, i, NOON_NS + 3600 * SECOND_NS);
        }
        for (int i = 0; i < 30; i++) {
            small.clock.advanceNs(SECOND_NS);
            small.history.batcher().work();
        }
        assertThat(small.history.batcher().behindNs()).isBetween(29 * SECOND_NS, 30 * SECOND_NS);
    }

    @Test
    void shouldHoldOnlySoMuchWhileTheStoreIsAwayAndCatchUpBehindIt() {
        final HistoryFixture small = new HistoryFixture(Duration.ofSeconds(1), Duration.ZERO, 40_000, 1000);
        small.store.failWith(new StoreException("The store is unavailable.", true, null));
        for (int i = 0; i < 50_000; i++) {
            small.log.event("key" + i % 100, i, NOON_NS + i / 100 * SECOND_NS);
        }
        for (int i = 0; i < 30; i++) {
            small.history.batcher().work();
        }
        assertThat(small.count(EngineCounter.HISTORY_HELD)).isBetween(10_000L, 40_000L);
        assertThat(small.log.position()).isLessThan(small.log.end());
        assertThat(small.errors).as("told once").hasSize(1);
        assertThat(small.history.batcher().failure()).isPresent();
        small.store.failWith(null);
        for (int i = 0; i < 60; i++) {
            small.clock.advanceNs(SECOND_NS);
            small.work();
        }
        assertThat(small.log.position()).isEqualTo(small.log.end());
        assertThat(small.history.batcher().failure()).isEmpty();
        assertThat(small.points("key42")).hasSize(500).endsWith("499=49942.0");
        assertThat(small.age().log.acknowledged()).isEqualTo(50_000);
    }

    @Test
    void shouldHoldOnlySoManySmallDocumentsWhileTheStoreIsAway() {
        final HistoryFixture small = new HistoryFixture(Duration.ofSeconds(1), Duration.ZERO, 40_000, 1000);
        small.store.failWith(new StoreException("The store is unavailable.", true, null));
        for (int i = 0; i < 50_000; i++) {
            small.log.document("d", "1", NOON_NS + i * SECOND_NS);
        }
        for (int i = 0; i < 30; i++) {
            small.history.batcher().work();
        }
        assertThat(small.log.position()).isLessThan(small.log.end());
    }

    @Test
    void shouldReadNoFurtherBackThanRetention() {
        final HistoryFixture short1 = new HistoryFixture(Duration.ofSeconds(1), Duration.ofHours(1), 1 << 20, 10);
        short1.log.event("a", 1, NOON_NS - 3601 * SECOND_NS);
        short1.log.event("a", 2, NOON_NS - 3600 * SECOND_NS);
        assertThat(short1.work().points("a")).containsExactly("-3600=2.0");
    }

    @Test
    void shouldForgetKeysWhoseRetentionIsOverUntilTheyComeAgain() {
        final HistoryFixture kept = new HistoryFixture(Duration.ofSeconds(1), Duration.ofDays(2), 1 << 20, 10);
        kept.log.event("gone", 1, NOON_NS);
        kept.log.event("alive", 1, NOON_NS);
        kept.work().age();
        for (int day = 1; day <= 4; day++) {
            kept.clock.advanceNs(86_400 * SECOND_NS);
            kept.log.event("alive", day, NOON_NS + day * 86_400 * SECOND_NS);
            kept.work().age();
        }
        kept.store.forgetKey(bytes("gone"));
        assertThat(keys(kept, KeyFilter.ALL, "", 10)).containsExactly("alive");
        kept.log.event("gone", 2, NOON_NS + 4 * 86_400 * SECOND_NS);
        kept.work();
        assertThat(keys(kept, KeyFilter.ALL, "", 10)).containsExactly("alive", "gone");
        assertThat(kept.points("gone")).containsExactly(4 * 86_400 + "=2.0");
    }

    @Test
    void shouldKeepEachNoticeOfOneSecondOnceFromMemoryAndStore() {
        fixture.log.notice("d", "\"load is high\"", NOON_NS);
        fixture.log.notice("d", "\"load is low\"", NOON_NS + SECOND_NS / 2);
        fixture.log.notice("d", "\"load is high\"", NOON_NS + SECOND_NS / 3);
        final List<String> both = List.of("0=\"load is high\"", "0=\"load is low\"");
        assertThat(fixture.work().documents("d")).containsExactlyInAnyOrderElementsOf(both);
        assertThat(fixture.count(EngineCounter.HISTORY_DOCUMENTS)).isEqualTo(2);

        fixture.log.notice("d", "\"load is low\"", NOON_NS);
        assertThat(fixture.work().documents("d")).containsExactlyInAnyOrderElementsOf(both);
        assertThat(fixture.documents("d", NOON_NS + 1, NOON_NS * 2)).isEmpty();
        assertThat(fixture.documents("d", NOON_NS, NOON_NS)).hasSize(2);
    }

    @Test
    void shouldKeepTheLastDocumentOfATimeFromMemoryAndStore() {
        fixture.log.document("d", "{\"n\":1}", NOON_NS);
        fixture.log.document("d", "{\"n\":2}", NOON_NS + 2 * SECOND_NS);
        fixture.work();
        assertThat(fixture.count(EngineCounter.HISTORY_DOCUMENTS)).isEqualTo(2);
        fixture.store.failWith(null);
        fixture.log.document("d", "{\"n\":3}", NOON_NS);
        fixture.log.document("d", "{\"n\":4}", NOON_NS + SECOND_NS);
        assertThat(fixture.work().documents("d")).containsExactly("0={\"n\":3}", "1={\"n\":4}", "2={\"n\":2}");
        assertThat(keys("*", "", 10)).containsExactly("d");
    }

    @Test
    void shouldTellWhenTheStoreDoesNotAnswer() {
        fixture.store.failWith(new StoreException("The store is unavailable.", true, null));
        assertThatThrownBy(() -> fixture.points("a"))
                .isInstanceOf(HistoryException.class)
                .hasMessage("The store is unavailable.");
        assertThat(fixture.count(EngineCounter.HISTORY_READ_ERRORS)).isEqualTo(1);
    }

    @Test
    void shouldListKeysByPrefixAndGlobPageByPage() {
        for (int i = 0; i < 30; i++) {
            fixture.log.event("web%02d.cpu".formatted(i), 1, NOON_NS);
            fixture.log.event("db%02d.cpu".formatted(i), 1, NOON_NS);
        }
        fixture.work();
        assertThat(keys("web*", "", 3)).containsExactly("web00.cpu", "web01.cpu", "web02.cpu");
        assertThat(keys("web*", "web01.cpu", 2)).containsExactly("web02.cpu", "web03.cpu");
        assertThat(keys("*1?.cpu", "db15", 3)).containsExactly("db15.cpu", "db16.cpu", "db17.cpu");
        assertThat(keys(fixture, new KeyFilter(bytes("db"), new byte[0]), "", 100))
                .hasSize(30);
        assertThat(keys(fixture, new KeyFilter(bytes("web1"), bytes("*5.cpu")), "", 100))
                .containsExactly("web15.cpu");
        assertThat(keys(fixture, new KeyFilter(bytes("db"), bytes("web*")), "", 100))
                .isEmpty();
        fixture.log.event("web025.cpu", 1, NOON_NS);
        fixture.work();
        assertThat(keys("web02*", "", 3)).containsExactly("web02.cpu", "web025.cpu");
    }

    @Test
    void shouldListKeysOfMemoryAndStoreTogether() {
        for (int i = 0; i < 10; i++) {
            fixture.log.event("key" + i * 2, 1, NOON_NS);
        }
        fixture.work().age();
        for (int i = 0; i < 10; i++) {
            fixture.log.event("key" + (i * 2 + 1), 1, NOON_NS);
        }
        fixture.log.event("key4", 2, NOON_NS + SECOND_NS);
        fixture.log.document("key", "{}", NOON_NS);
        fixture.store.beforeWrites(() -> {
            throw new StoreException("The store takes nothing.", true, null);
        });
        fixture.work();
        assertThat(keys("", "", 100)).hasSize(21).isSorted().startsWith("key", "key0", "key1", "key10", "key11");
        assertThat(keys("key1*", "key1", 3)).containsExactly("key10", "key11", "key12");
        assertThat(keys("key1*", "key12", 3)).containsExactly("key13", "key14", "key15");
    }

    @Test
    void shouldHoldOnlySoManyKeysAndFindThoseThatItHasLetGoOf() {
        final HistoryFixture small = smallInKeys();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 10_000; i++) {
                small.log.event("key" + i, round, NOON_NS + round * SECOND_NS);
            }
            small.work();
            assertThat(small.count(EngineCounter.HISTORY_KEY_BYTES)).isLessThan(400 << 10);
        }
        assertThat(small.count(EngineCounter.HISTORY_KEYS)).isLessThan(2_600);
        assertThat(keys(small, KeyFilter.ALL, "", 20_000)).hasSize(10_000);
        assertThat(small.points("key0")).containsExactly("0=0.0", "1=1.0", "2=2.0");
        assertThat(small.points("key9999")).containsExactly("0=0.0", "1=1.0", "2=2.0");
        assertThat(small.age().log.acknowledged()).isEqualTo(30_000);
    }

    @Test
    void shouldReadNoMoreOfTheLogThanThereIsRoomForItsKeys() {
        final HistoryFixture small = smallInKeys();
        small.store.failWith(new StoreException("The store is unavailable.", true, null));
        final String tail = "x".repeat(1000);
        for (int i = 0; i < 10_000; i++) {
            small.log.event("key" + i + tail, i, NOON_NS);
        }
        for (int i = 0; i < 30; i++) {
            small.history.batcher().work();
        }
        assertThat(small.log.position()).isLessThan(small.log.end());
        assertThat(small.count(EngineCounter.HISTORY_KEY_BYTES)).isLessThan(1600 << 10);
        small.store.failWith(null);
        small.restart();
        small.work();
        assertThat(small.count(EngineCounter.HISTORY_KEY_BYTES)).isLessThan(1600 << 10);
        assertThat(keys(small, KeyFilter.ALL, "", 20_000)).hasSize(10_000);
        assertThat(small.age().log.acknowledged()).isEqualTo(10_000);
    }

    private static HistoryFixture smallInKeys() {
        return new HistoryFixture(
                Duration.ofSeconds(1),
                Duration.ZERO,
                new BatchLimits(1 << 20, 256 << 10, HistoryFixture.MAX_AGE_NS),
                1000);
    }

    @Test
    void shouldWriteTheKeyOfALiveSeriesOnceADay() {
        for (int i = 0; i < 20; i++) {
            fixture.log.event("a", i, NOON_NS + i * SECOND_NS);
            fixture.log.document("d", "{}", NOON_NS + i * SECOND_NS);
            fixture.work().age();
        }
        assertThat(fixture.store.keysWritten()).isEqualTo(2);
        fixture.clock.advanceNs(86_400 * SECOND_NS);
        fixture.log.event("a", 20, NOON_NS + 86_400 * SECOND_NS);
        fixture.work().age();
        assertThat(fixture.store.keysWritten()).isEqualTo(3);
    }

    @Test
    void shouldKnowItsKeysAfterARestart() {
        fixture.log.event("a", 1, NOON_NS);
        fixture.log.event("b", 1, NOON_NS);
        fixture.work().age();
        fixture.restart();
        assertThat(keys("*", "", 10)).containsExactly("a", "b");
    }

    @Test
    void shouldStartWithoutItsStoreAndKnowItsKeysWhenThatIsBack() {
        fixture.log.event("a", 1, NOON_NS);
        fixture.work().age();
        fixture.store.failWith(new StoreException("The store is unavailable.", true, null));
        fixture.restart();
        fixture.log.event("b", 1, NOON_NS);
        fixture.work();
        assertThatThrownBy(() -> keys("*", "", 10)).hasMessage("The store is unavailable.");
        assertThat(fixture.history.batcher().failure()).isPresent();
        fixture.store.failWith(null);
        fixture.age();
        assertThat(keys("*", "", 10)).containsExactly("a", "b");
        assertThat(fixture.errors).as("told once").hasSize(1);
    }

    @Test
    void shouldRefuseToStartWithAStoreThatWillNotHealByItself() {
        final StoreException wrong = new StoreException("The store is a wrong one.", false, null);
        fixture.store.failWith(wrong);
        assertThatThrownBy(fixture::restart).isSameAs(wrong);
    }

    @Test
    void shouldLoseNothingWhenARoundFailsAnywhere() {
        int failures = 0;
        for (int at = 0; at < 60; at++) {
            final HistoryFixture failing = new HistoryFixture();
            for (int i = 0; i < 30; i++) {
                failing.log.event("key" + i % 3, i, NOON_NS + i * SECOND_NS);
            }
            failing.log.document("d", "1", NOON_NS);
            failing.work().clock.advanceNs(HistoryFixture.MAX_AGE_NS + 1);
            failing.clock.failAt(at);
            try {
                failing.work();
            } catch (final IllegalStateException injected) {
                failures++;
            }
            failing.clock.failAt(-1);
            failing.log.event("key0", 30, NOON_NS + 30 * SECOND_NS);
            failing.work();
            assertThat(failing.log.acknowledged()).isLessThanOrEqualTo(failing.log.end() - 1);
            failing.restart();
            failing.work().age();
            assertThat(failing.points("key0")).as("failed at " + at).hasSize(11);
            assertThat(failing.points("key1")).as("failed at " + at).hasSize(10);
            assertThat(failing.documents("d")).as("failed at " + at).hasSize(1);
            assertThat(failing.log.acknowledged()).isEqualTo(failing.log.end());
        }
        assertThat(failures).isGreaterThan(5);
    }

    @Test
    void shouldReportAnErrorOfTheBatcherAndGoOn() {
        fixture.log.event("a", 1, NOON_NS);
        fixture.work();
        fixture.store.beforeWrites(() -> {
            fixture.store.beforeWrites(() -> {});
            throw new OutOfMemoryError("injected");
        });
        fixture.age().age();
        assertThat(fixture.errors).singleElement().isInstanceOf(StoreException.class);
        assertThat(fixture.store.chunkCount()).isEqualTo(1);
    }

    @Test
    void shouldReadTheLogWhileAWriteTakesItsTime() throws InterruptedException {
        final CountDownLatch isWriting = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);
        fixture.store.beforeWrites(() -> {
            isWriting.countDown();
            await(mayEnd);
        });
        fixture.log.event("a", 1, NOON_NS);
        fixture.work();
        fixture.clock.advanceNs(HistoryFixture.MAX_AGE_NS + 1);
        fixture.history.batcher().start(() -> {});
        await(isWriting);
        fixture.log.event("b", 2, NOON_NS);
        while (fixture.count(EngineCounter.HISTORY_READ) < 2) {
            Thread.onSpinWait();
        }
        assertThat(fixture.points("a")).containsExactly("0=1.0");
        assertThat(fixture.points("b")).containsExactly("0=2.0");
        mayEnd.countDown();
        fixture.history.batcher().close();
        assertThat(fixture.store.chunkCount()).isEqualTo(2);
    }

    @Test
    void shouldWriteEverythingWhenClosed() {
        fixture.log.event("a", 1, NOON_NS);
        fixture.history.batcher().start(() -> {});
        fixture.history.batcher().close();
        fixture.history.batcher().close();
        assertThat(fixture.store.chunkCount()).isEqualTo(1);
        assertThat(fixture.log.acknowledged()).isEqualTo(1);
    }

    @Test
    void shouldWriteEverythingWhenAskedTo() throws InterruptedException {
        fixture.log.event("a", 1, NOON_NS);
        fixture.history.batcher().start(() -> {});
        fixture.history.batcher().flush(30_000);
        assertThat(fixture.store.chunkCount()).isEqualTo(1);
        fixture.history.batcher().close();
    }

    @Test
    void shouldSayAtOnceWhyNotEverythingCanBeWritten() {
        fixture.store.failWith(new StoreException("The store is damaged.", false, null));
        fixture.log.event("a", 1, NOON_NS);
        fixture.history.batcher().start(() -> {});
        assertThatThrownBy(() -> fixture.history.batcher().flush(30_000))
                .isInstanceOf(StoreException.class)
                .hasMessage("The store is damaged.");
        fixture.history.batcher().close();
    }

    @Test
    void shouldSayWhyNotEverythingWasWrittenInTime() {
        fixture.store.failWith(new StoreException("The store has no room.", true, null));
        fixture.log.event("a", 1, NOON_NS);
        fixture.history.batcher().start(() -> {});
        assertThatThrownBy(() -> fixture.history.batcher().flush(1_000))
                .isInstanceOf(StoreException.class)
                .hasMessage("The newest points could not be written within 1 s. The store has no room.");
        fixture.history.batcher().close();
    }

    private static void await(final CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (final InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private List<String> keys(final String glob, final String after, final int limit) {
        return keys(fixture, new KeyFilter(new byte[0], bytes(glob)), after, limit);
    }

    private static List<String> keys(
            final HistoryFixture of, final KeyFilter filter, final String after, final int limit) {
        final List<String> all = new ArrayList<>();
        byte[] behind = bytes(after);
        do {
            final KeyPage page = of.history.keys(filter, behind, limit - all.size());
            page.keys().forEach(key -> all.add(new String(key, StandardCharsets.UTF_8)));
            behind = page.next();
        } while (behind.length > 0 && all.size() < limit);
        return all;
    }
}
