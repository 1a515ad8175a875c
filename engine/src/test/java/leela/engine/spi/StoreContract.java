package leela.engine.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import leela.engine.chunk.ChunkDescriptor;
import leela.engine.chunk.ChunkEncoder;
import leela.engine.history.ChunkMerge;
import leela.engine.keys.KeyCase;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every backend does. A subclass opens one, and opens it again with what it has kept. */
public abstract class StoreContract {

    /** A time in a recent day, at its noon; within any retention. */
    protected static final long NOON_NS = 20_000L * Store.DAY_NS + Store.DAY_NS / 2;

    protected static final long SECOND_NS = 1_000_000_000L;

    private final ChunkEncoder encoder = new ChunkEncoder();
    private long version;
    private long position;

    /** The store under test. */
    protected Store store;

    /** Opens the store; a second call finds what the first one's was given. */
    protected abstract Store open();

    @BeforeEach
    protected void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /** Closes the store in good order and opens it again. */
    protected final void reopen() {
        store.close();
        store = open();
    }

    @Test
    void shouldBeEmptyAtFirst() {
        assertThat(store.mark()).isEqualTo(StoreBatch.Mark.NONE);
        assertThat(points("a", 0, Long.MAX_VALUE)).isEmpty();
        assertThat(documents("a", 0, Long.MAX_VALUE)).isEmpty();
        assertThat(keys()).isEmpty();
    }

    @Test
    void shouldReadWhatWasWrittenAtOnce() {
        write("a", NOON_NS, 1, 2, 3);
        assertThat(points("a", 0, NOON_NS * 2)).containsExactly("0=1.0", "1=2.0", "2=3.0");
        assertThat(points("b", 0, NOON_NS * 2)).isEmpty();
    }

    @Test
    void shouldKeepEverythingAndItsMarkWhenClosedAndOpened() {
        write("a", NOON_NS, 1, 2, 3);
        writeDocument("d", NOON_NS, "{}");
        final StoreBatch.Mark written = new StoreBatch.Mark(position, version);
        reopen();
        assertThat(store.mark()).isEqualTo(written);
        assertThat(points("a", 0, NOON_NS * 2)).containsExactly("0=1.0", "1=2.0", "2=3.0");
        assertThat(documents("d", 0, NOON_NS * 2)).containsExactly("0={}");
        assertThat(keys()).containsExactly("a", "d");
    }

    @Test
    void shouldMoveTheMarkWithABatchWithoutRows() {
        write("a", NOON_NS, 1);
        store.write(new StoreBatch(
                List.of(), List.of(), List.of(), StoreBatch.NO_WITNESS, new StoreBatch.Mark(77, version)));
        reopen();
        assertThat(store.mark()).isEqualTo(new StoreBatch.Mark(77, version));
    }

    @Test
    void shouldReadTheRangeWithBothEndsAcrossDays() {
        for (int day = 0; day < 5; day++) {
            write("a", NOON_NS + day * Store.DAY_NS, day, day + 0.5);
        }
        final long from = NOON_NS + Store.DAY_NS + SECOND_NS;
        final long to = NOON_NS + 3 * Store.DAY_NS;
        assertThat(points("a", from, to))
                .containsExactly(
                        Store.DAY_NS / SECOND_NS + 1 + "=1.5",
                        2 * Store.DAY_NS / SECOND_NS + "=2.0",
                        2 * Store.DAY_NS / SECOND_NS + 1 + "=2.5",
                        3 * Store.DAY_NS / SECOND_NS + "=3.0");
    }

    @Test
    void shouldFindAChunkThatBeginsBeforeTheRange() {
        write("a", NOON_NS, 1, 2, 3, 4);
        assertThat(points("a", NOON_NS + 2 * SECOND_NS, NOON_NS + 2 * SECOND_NS))
                .containsExactly("2=3.0");
    }

    @Test
    void shouldLetTheHigherVersionWinAtEqualTimes() {
        write("a", NOON_NS, 1, 2, 3, 4);
        write("a", NOON_NS + SECOND_NS, 20, 30);
        write("a", NOON_NS + 2 * SECOND_NS, 300);
        assertThat(points("a", 0, NOON_NS * 2)).containsExactly("0=1.0", "1=20.0", "2=300.0", "3=4.0");
    }

    @Test
    void shouldKeepChunksOfEqualStartApart() {
        write("a", NOON_NS, 1, 2, 3);
        write("a", NOON_NS, 10);
        assertThat(points("a", 0, NOON_NS * 2)).containsExactly("0=10.0", "1=2.0", "2=3.0");
    }

    @Test
    void shouldTakeTheSameBatchTwice() {
        final StoreBatch batch = batch("a", NOON_NS, 1, 2);
        store.write(batch);
        store.write(batch);
        assertThat(points("a", 0, NOON_NS * 2)).containsExactly("0=1.0", "1=2.0");
        assertThat(keys()).containsExactly("a");
    }

    @Test
    void shouldKeepNoBufferOfABatch() {
        final StoreBatch batch = batch("a", NOON_NS, 1, 2);
        store.write(batch);
        final ByteBuffer bytes = batch.chunks().get(0).bytes();
        for (int i = 0; i < bytes.remaining(); i++) {
            bytes.put(i, (byte) 0);
        }
        assertThat(points("a", 0, NOON_NS * 2)).containsExactly("0=1.0", "1=2.0");
    }

    @Test
    void shouldNotMixKeysThatBeginAlikeOrHoldAnyBytes() {
        final List<String> keys = List.of("a", "a.b", "ab", "a\u0000", "\u0000", "é", "a/b?c*[", "x".repeat(1024));
        for (int i = 0; i < keys.size(); i++) {
            write(keys.get(i), NOON_NS, i);
        }
        for (int i = 0; i < keys.size(); i++) {
            assertThat(points(keys.get(i), 0, NOON_NS * 2)).as(keys.get(i)).containsExactly("0=" + (double) i);
        }
        assertThat(keys()).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void shouldKeepTheLastDocumentOfEachTimeInOrder() {
        writeDocument("d", NOON_NS + SECOND_NS, "{\"n\":2}");
        writeDocument("d", NOON_NS, "{\"n\":1}");
        writeDocument("d", NOON_NS + SECOND_NS, "{\"n\":3}");
        writeDocument("d", NOON_NS + 3 * Store.DAY_NS, "{\"n\":4}");
        writeDocument("e", NOON_NS, "{}");
        assertThat(documents("d", 0, NOON_NS * 2))
                .containsExactly("0={\"n\":1}", "1={\"n\":3}", 3 * Store.DAY_NS / SECOND_NS + "={\"n\":4}");
        assertThat(documents("d", NOON_NS + 1, NOON_NS + SECOND_NS)).containsExactly("1={\"n\":3}");
    }

    @Test
    void shouldReadFromACursorWhileOthersWrite() {
        write("a", NOON_NS, 1);
        try (Store.Chunks chunks = store.chunks(bytes("a"), 0, NOON_NS * 2)) {
            write("a", NOON_NS + SECOND_NS, 2);
            assertThat(chunks.next()).isTrue();
            assertThat(chunks.startNs()).isEqualTo(NOON_NS);
        }
    }

    @Test
    void shouldListKeysInOrderOfTheirBytesWhereverTheListBegins() {
        final List<byte[]> listed = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            listed.add(bytes("web%04d.cpu".formatted(i * 7 % 3000)));
        }
        for (final String odd :
                List.of("web", "w", "wea", "wec", "zebra", "\u0000", "é", "x".repeat(1024), "web0005.cpu0")) {
            listed.add(bytes(odd));
        }
        store.write(new StoreBatch(
                List.of(), List.of(), listed, StoreBatch.NO_WITNESS, new StoreBatch.Mark(1, StoreBatch.VERSION_STEP)));
        final List<String> all = listed.stream()
                .sorted(Arrays::compareUnsigned)
                .map(key -> new String(key, StandardCharsets.UTF_8))
                .toList();
        assertThat(keys()).isEqualTo(all);
        assertThat(keys("web", "", 3)).containsExactly("web", "web0000.cpu", "web0001.cpu");
        assertThat(keys("web", "web0005.cpu", 2)).containsExactly("web0005.cpu0", "web0006.cpu");
        assertThat(keys("web29", "web", 2)).containsExactly("web2900.cpu", "web2901.cpu");
        assertThat(keys("web2999", "web2999.cpu", 2)).isEmpty();
        assertThat(keys("a", "web", 2)).isEmpty();
        assertThat(keys("", "web2998.cpu", 4)).containsExactly("web2999.cpu", "wec", "x".repeat(1024), "zebra");
        assertThat(keys("web", "web0499.cpu", 2000)).isEqualTo(all.subList(505, 2505));
    }

    @Test
    void shouldListKeysOfTheHighestBytes() {
        final byte[] high = {-1, -1, 'k'};
        final byte[] higher = {-1, -1, -1};
        store.write(new StoreBatch(
                List.of(),
                List.of(),
                List.of(higher, high),
                StoreBatch.NO_WITNESS,
                new StoreBatch.Mark(1, StoreBatch.VERSION_STEP)));
        try (Store.Keys keys = store.keys(new byte[] {-1, -1}, high)) {
            assertThat(keys.next()).isTrue();
            assertThat(keys.key()).isEqualTo(higher);
            assertThat(keys.next()).isFalse();
        }
    }

    @Test
    void shouldKeepKeysAsTheyComeAndFindThemWhateverTheirCase() {
        assertThat(store.keyCase()).contains(KeyCase.KEPT);
        for (final String key : List.of("Web.CPU", "web.cpu", "WEB.CPU", "One.Key", "lower", "web.cpu2", "aB\u0000")) {
            write(key, NOON_NS, key.length());
        }
        for (int round = 0; round < 2; round++) {
            assertThat(spellings("Web.CPU", 9)).containsExactly("Web.CPU");
            assertThat(spellings("web.cpu", 9)).containsExactly("web.cpu");
            assertThat(spellings("wEb.cpu", 9)).containsExactlyInAnyOrder("WEB.CPU", "Web.CPU", "web.cpu");
            assertThat(spellings("wEb.cpu", 2)).hasSize(2);
            assertThat(spellings("ONE.key", 9)).containsExactly("One.Key");
            assertThat(spellings("LOWER", 9)).containsExactly("lower");
            assertThat(spellings("ab\u0000", 9)).containsExactly("aB\u0000");
            assertThat(spellings("lowe", 9)).isEmpty();
            assertThat(points("Web.CPU", 0, NOON_NS * 2)).containsExactly("0=7.0");
            assertThat(points("wEb.cpu", 0, NOON_NS * 2)).isEmpty();
            reopen();
        }
    }

    @Test
    void shouldDeleteTheRangeOutOfEveryChunkItTouches() {
        write("a", NOON_NS, 1, 2, 3, 4, 5, 6);
        write("a", NOON_NS + SECOND_NS, 20, 30, 40);
        write("a", NOON_NS + 10 * SECOND_NS, 11);
        write("a", NOON_NS + 2 * Store.DAY_NS, 7);
        write("b", NOON_NS, 1, 2, 3);
        store.deletePoints(bytes("a"), NOON_NS + 2 * SECOND_NS, NOON_NS + 3 * SECOND_NS, nextVersion());
        for (int round = 0; round < 2; round++) {
            assertThat(points("a", 0, NOON_NS + Store.DAY_NS))
                    .containsExactly("0=1.0", "1=20.0", "4=5.0", "5=6.0", "10=11.0");
            assertThat(points("b", 0, NOON_NS * 2)).hasSize(3);
            assertThat(points("a", NOON_NS + Store.DAY_NS, NOON_NS * 2)).hasSize(1);
            reopen();
        }
        store.deletePoints(bytes("a"), NOON_NS + 4 * SECOND_NS, NOON_NS * 2, nextVersion());
        assertThat(points("a", 0, NOON_NS * 2)).containsExactly("0=1.0", "1=20.0");
        store.deletePoints(bytes("a"), 0, NOON_NS, nextVersion());
        assertThat(points("a", 0, NOON_NS * 2)).containsExactly("1=20.0");
    }

    @Test
    void shouldTakeWhatComesBehindADeletion() {
        write("a", NOON_NS, 1, 2, 3);
        store.deletePoints(bytes("a"), NOON_NS, NOON_NS + SECOND_NS, nextVersion());
        write("a", NOON_NS, 10);
        assertThat(points("a", 0, NOON_NS * 2)).containsExactly("0=10.0", "2=3.0");
    }

    @Test
    void shouldDeleteDocumentsOfARange() {
        writeDocument("d", NOON_NS, "1");
        writeDocument("d", NOON_NS + SECOND_NS, "2");
        writeDocument("d", NOON_NS + 3 * Store.DAY_NS, "3");
        writeDocument("e", NOON_NS + SECOND_NS, "4");
        store.deleteDocuments(bytes("d"), NOON_NS + SECOND_NS, NOON_NS * 2, nextVersion());
        reopen();
        assertThat(documents("d", 0, NOON_NS * 2)).containsExactly("0=1");
        assertThat(documents("e", 0, NOON_NS * 2)).containsExactly("1=4");
    }

    @Test
    void shouldDeleteKeysWithAllTheyHoldAndListThemAgainWhenTheyComeAgain() {
        for (final String key : List.of("a", "Ab", "abc", "b")) {
            write(key, NOON_NS, 1, 2);
            write(key, NOON_NS + 20 * Store.DAY_NS, 3);
            writeDocument(key, NOON_NS, "1");
        }
        store.deleteKeys(List.of(bytes("Ab"), bytes("b")), nextVersion());
        for (int round = 0; round < 2; round++) {
            assertThat(keys()).containsExactly("a", "abc");
            assertThat(spellings("AB", 9)).isEmpty();
            assertThat(points("Ab", 0, NOON_NS * 2)).isEmpty();
            assertThat(documents("b", 0, NOON_NS * 2)).isEmpty();
            assertThat(points("abc", 0, NOON_NS * 2)).hasSize(3);
            reopen();
        }
        write("Ab", NOON_NS, 9);
        assertThat(keys()).containsExactly("Ab", "a", "abc");
        assertThat(points("Ab", 0, NOON_NS * 2)).containsExactly("0=9.0");
        assertThat(spellings("AB", 9)).containsExactly("Ab");
    }

    private long nextVersion() {
        return version += StoreBatch.VERSION_STEP;
    }

    private List<String> spellings(final String key, final int limit) {
        return store.spellings(bytes(key), limit).stream()
                .map(one -> new String(one, StandardCharsets.UTF_8))
                .toList();
    }

    /** Writes values at each second from {@code startNs} on, as one chunk. */
    protected final void write(final String key, final long startNs, final double... values) {
        store.write(batch(key, startNs, values));
    }

    /** The next batch: values at each second from {@code startNs} on, as one chunk. */
    protected final StoreBatch batch(final String key, final long startNs, final double... values) {
        final long[] times = new long[values.length];
        Arrays.setAll(times, i -> startNs + i * SECOND_NS);
        final long[] bits =
                Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
        final ByteBuffer chunk = ByteBuffer.allocateDirect(ChunkDescriptor.maxLength(values.length));
        chunk.limit(encoder.encode(times, bits, 0, values.length, new UnsafeBuffer(chunk), 0));
        final StoreBatch.Chunk row = new StoreBatch.Chunk(
                bytes(key), startNs, times[times.length - 1], version += StoreBatch.VERSION_STEP, values.length, chunk);
        position += values.length;
        return new StoreBatch(
                List.of(row), List.of(), List.of(bytes(key)), row.endNs(), new StoreBatch.Mark(position, version));
    }

    protected final void writeDocument(final String key, final long timeNs, final String json) {
        position++;
        version += StoreBatch.VERSION_STEP;
        store.write(new StoreBatch(
                List.of(),
                List.of(new StoreBatch.Document(bytes(key), timeNs, bytes(json))),
                List.of(bytes(key)),
                timeNs,
                new StoreBatch.Mark(position, version)));
    }

    /** Points as {@code seconds behind noon = value}. */
    protected final List<String> points(final String key, final long fromNs, final long toNs) {
        final List<String> points = new ArrayList<>();
        try (Store.Chunks chunks = store.chunks(bytes(key), fromNs, toNs)) {
            final ChunkMerge merge = new ChunkMerge(chunks, fromNs, toNs);
            while (merge.next()) {
                points.add((merge.timeNs() - NOON_NS) / SECOND_NS + "=" + Double.longBitsToDouble(merge.valueBits()));
            }
        }
        return points;
    }

    protected final List<String> documents(final String key, final long fromNs, final long toNs) {
        final List<String> found = new ArrayList<>();
        try (Store.Documents documents = store.documents(bytes(key), fromNs, toNs)) {
            while (documents.next()) {
                found.add((documents.timeNs() - NOON_NS) / SECOND_NS + "="
                        + new String(documents.json(), StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    protected final List<String> keys() {
        return keys("", "", Integer.MAX_VALUE);
    }

    /** The first so many keys with a prefix, behind another. */
    protected final List<String> keys(final String prefix, final String after, final int limit) {
        final List<String> found = new ArrayList<>();
        try (Store.Keys keys = store.keys(bytes(prefix), bytes(after))) {
            while (found.size() < limit && keys.next()) {
                found.add(new String(keys.key(), StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    /** Rows that hold points of the key. */
    protected final int chunkRows(final String key) {
        int rows = 0;
        try (Store.Chunks chunks = store.chunks(bytes(key), 0, NOON_NS * 2)) {
            while (chunks.next()) {
                rows++;
            }
        }
        return rows;
    }

    protected static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
