package leela.engine.history;

import static leela.engine.history.HistoryFixture.NOON_NS;
import static leela.engine.history.HistoryFixture.SECOND_NS;
import static leela.engine.history.HistoryFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import leela.engine.counters.EngineCounter;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.spi.StoreException;
import org.junit.jupiter.api.Test;

/** What is deleted is gone wherever it was, and stays gone when the engine is killed. */
final class StoredDeletionTest {

    private static final KeyFilter ALL_OF_A = new KeyFilter(new byte[0], bytes("a*"));

    private final HistoryFixture fixture = new HistoryFixture();
    private final List<byte[]> released = new ArrayList<>();

    @Test
    void shouldDeletePointsOfMemoryAndStore() {
        fixture.log.event("a", 1, NOON_NS);
        fixture.log.event("a", 2, NOON_NS + SECOND_NS);
        fixture.work().age();
        fixture.log.event("a", 3, NOON_NS + 2 * SECOND_NS);
        fixture.log.event("b", 3, NOON_NS + SECOND_NS);
        fixture.work();
        fixture.log.event("a", 4, NOON_NS + 3 * SECOND_NS);

        assertThat(delete("A", NOON_NS + SECOND_NS, NOON_NS + 3 * SECOND_NS)).isEqualTo(3);
        assertThat(fixture.points("a")).containsExactly("0=1.0");
        assertThat(fixture.points("b")).containsExactly("1=3.0");
        assertThat(fixture.count(EngineCounter.HISTORY_POINTS_DELETED)).isEqualTo(3);
        assertThat(delete("a", 0, NOON_NS - 1)).isZero();
    }

    @Test
    void shouldKeepWhatComesBehindADeletion() {
        fixture.log.event("a", 1, NOON_NS);
        assertThat(delete("a", NOON_NS, NOON_NS)).isEqualTo(1);
        fixture.log.event("a", 2, NOON_NS);
        assertThat(fixture.work().points("a")).containsExactly("0=2.0");
        fixture.age();
        fixture.restart();
        assertThat(fixture.work().points("a")).containsExactly("0=2.0");
    }

    @Test
    void shouldBringNothingBackWhenKilledAtAnyMoment() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final TreeMap<Long, Double> expected = new TreeMap<>();
        for (int round = 0; round < 200; round++) {
            for (int i = random.nextInt(20); i > 0; i--) {
                final long time = NOON_NS + random.nextInt(-1_000, 1_000) * SECOND_NS;
                fixture.log.event("a", round + i / 100.0, time);
                fixture.log.event("noise" + random.nextInt(5), i, time);
                expected.put(time, round + i / 100.0);
            }
            switch (random.nextInt(10)) {
                case 0 -> fixture.restart();
                case 1 -> fixture.age();
                case 2, 3 -> {
                    final long from = NOON_NS + random.nextInt(-1_000, 1_000) * SECOND_NS;
                    final long to = from + random.nextInt(500) * SECOND_NS;
                    final var range = expected.subMap(from, true, to, true);
                    assertThat(delete("a", from, to)).as("seed " + seed).isEqualTo(range.size());
                    range.clear();
                }
                default -> fixture.history.batcher().work();
            }
        }
        fixture.restart();
        fixture.work();
        assertThat(fixture.points("a"))
                .as("seed " + seed)
                .isEqualTo(expected.entrySet().stream()
                        .map(one -> (one.getKey() - NOON_NS) / SECOND_NS + "=" + one.getValue())
                        .toList());
    }

    @Test
    void shouldDeleteKeysAndListThemAgainWhenTheyComeAgain() {
        for (final String key : List.of("a", "ab", "b")) {
            fixture.log.event(key, 1, NOON_NS);
            fixture.log.document(key, "{}", NOON_NS);
        }
        fixture.work();
        assertThat(text(deletion().keys(ALL_OF_A, new byte[0], 10, true))).containsExactly("a", "ab");
        assertThat(released).as("live series, where it is only asked").isEmpty();
        assertThat(text(deleteKeys(1))).containsExactly("a");
        assertThat(text(deleteKeys(10))).containsExactly("ab");
        assertThat(released).containsExactly(bytes("a"), bytes("ab"));
        assertThat(text(deleteKeys(10))).isEmpty();
        assertThat(keys()).containsExactly("b");
        assertThat(fixture.documents("ab")).isEmpty();
        assertThat(fixture.count(EngineCounter.HISTORY_KEYS_DELETED)).isEqualTo(2);

        fixture.log.event("ab", 2, NOON_NS + SECOND_NS);
        fixture.work().age();
        fixture.restart();
        assertThat(keys()).containsExactly("ab", "b");
        assertThat(fixture.points("ab")).containsExactly("1=2.0");
    }

    @Test
    void shouldDeleteAllNoticesOfASecond() {
        fixture.log.notice("d", "1", NOON_NS);
        fixture.log.notice("d", "2", NOON_NS);
        fixture.log.notice("d", "3", NOON_NS + SECOND_NS);

        final long deleted = working(() -> deletion().documents(bytes("d"), NOON_NS, NOON_NS, false));

        assertThat(deleted).isEqualTo(2);
        assertThat(fixture.documents("d")).containsExactly("1=3");
    }

    @Test
    void shouldDeleteDocuments() {
        fixture.log.document("d", "1", NOON_NS);
        fixture.log.document("d", "2", NOON_NS + SECOND_NS);
        fixture.log.event("d", 2, NOON_NS + SECOND_NS);
        final long deleted = working(() -> deletion().documents(bytes("d"), NOON_NS + 1, NOON_NS * 2, false));
        assertThat(deleted).isEqualTo(1);
        assertThat(fixture.documents("d")).containsExactly("0=1");
        assertThat(fixture.points("d")).containsExactly("1=2.0");
    }

    @Test
    void shouldOnlyCountWhenAskedTo() {
        fixture.log.event("a", 1, NOON_NS);
        fixture.work();
        assertThat(deletion().points(bytes("a"), 0, NOON_NS * 2, true)).isEqualTo(1);
        assertThat(fixture.points("a")).hasSize(1);
    }

    @Test
    void shouldDeleteNothingAndSayWhyWhereTheStoreDoesNot() {
        fixture.log.event("a", 1, NOON_NS);
        fixture.work().age();
        fixture.store.failDeletionsWith(new StoreException("The store is unavailable.", true, null));
        assertThatThrownBy(() -> delete("a", 0, NOON_NS * 2))
                .hasRootCauseInstanceOf(StoreException.class)
                .hasMessageContaining("The store is unavailable.");
        assertThat(fixture.points("a")).hasSize(1);
        fixture.store.failDeletionsWith(null);
        assertThat(delete("a", 0, NOON_NS * 2)).isEqualTo(1);
    }

    private Deletion deletion() {
        return fixture.history.deletion(WriteBarrier.NONE, released::addAll);
    }

    private long delete(final String key, final long fromNs, final long toNs) {
        return working(() -> deletion().points(bytes(key), fromNs, toNs, false));
    }

    private KeyPage deleteKeys(final int limit) {
        return working(() -> deletion().keys(ALL_OF_A, new byte[0], limit, false));
    }

    /** The test is the batcher's thread while another waits. */
    private <T> T working(final Supplier<T> deletion) {
        final CompletableFuture<T> done = CompletableFuture.supplyAsync(deletion);
        while (!done.isDone()) {
            fixture.history.batcher().work();
        }
        return done.join();
    }

    private List<String> keys() {
        return text(fixture.history.keys(KeyFilter.ALL, new byte[0], 10));
    }

    private static List<String> text(final KeyPage page) {
        return page.keys().stream()
                .map(key -> new String(key, StandardCharsets.UTF_8))
                .toList();
    }
}
