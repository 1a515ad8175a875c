package leela.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import leela.engine.counters.Counters;
import leela.engine.keys.KeyCase;
import leela.engine.runtime.Clock;
import leela.engine.runtime.ManualClock;
import leela.engine.spi.DamagedStoreException;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import leela.engine.spi.StoreException;
import leela.engine.spi.TagIndexContract;
import org.agrona.LangUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The embedded store does what every backend does, and loses nothing that its mark tells of. */
final class EmbeddedStoreTest extends TagIndexContract {

    private static final Duration RETENTION = Duration.ofDays(10);

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock(NOON_NS);
    private final Counters counters = Counters.inMemory();

    @Override
    protected Store open() {
        return open(directory.resolve("store"));
    }

    private EmbeddedStore open(final Path home) {
        return EmbeddedStore.open(home, RETENTION, clock, counters, LangUtil::rethrowUnchecked);
    }

    @Test
    void shouldFoldKeysInAStoreOfAnOlderVersionUntilToldOtherwise() throws RocksDBException {
        write("web.cpu", NOON_NS, 1);
        store.close();
        try (Database older = new Database(directory.resolve("store"), clock);
                WriteBatch batch = new WriteBatch()) {
            batch.delete(RowKey.CASE);
            older.write(batch);
            older.flush();
        }
        store = open();
        assertThat(store.keyCase()).contains(KeyCase.FOLDED);
        store.close();
        store = openAs(KeyCase.KEPT);
        write("Web.cpu", NOON_NS, 2);
        reopen();
        assertThat(store.keyCase()).contains(KeyCase.KEPT);
        assertThat(keys()).containsExactly("Web.cpu", "web.cpu");
    }

    @Test
    void shouldFoldKeysWhenAskedUnlessThatHidesSome() {
        write("web.cpu", NOON_NS, 1);
        store.close();
        store = openAs(KeyCase.FOLDED);
        reopen();
        assertThat(store.keyCase()).contains(KeyCase.FOLDED);
        store.close();
        store = openAs(KeyCase.KEPT);
        write("Web.cpu", NOON_NS, 1);
        store.close();
        assertThatThrownBy(() -> openAs(KeyCase.FOLDED))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has some with capital letters, which could not be found any more");
        store = open();
    }

    private EmbeddedStore openAs(final KeyCase keyCase) {
        return EmbeddedStore.open(
                directory.resolve("store"),
                Optional.of(keyCase),
                RETENTION,
                clock,
                counters,
                LangUtil::rethrowUnchecked);
    }

    @Test
    void shouldHaveADeletionOnTheDiskWithItsMark() {
        write("a", NOON_NS, 1, 2);
        store.deletePoints(bytes("a"), NOON_NS, NOON_NS, 1L << 62);
        assertThat(store.mark().position()).isEqualTo(2);
        embedded().backup(directory.resolve("killed"));
        store.close();
        store = open(directory.resolve("killed"));
        assertThat(points("a", 0, NOON_NS * 2)).containsExactly("1=2.0");
    }

    @Test
    void shouldTellAMarkOnlyOnceItIsOnTheDisk() {
        write("a", NOON_NS, 1);
        assertThat(store.mark()).isEqualTo(StoreBatch.Mark.NONE);
        embedded().flush();
        assertThat(store.mark().position()).isEqualTo(1);
    }

    @Test
    void shouldMoveItsMarkSoonWhenTheJournalNeedsRoom() {
        write("a", NOON_NS, 1);
        embedded().work(clock.ticksNs());
        assertThat(store.mark()).isEqualTo(StoreBatch.Mark.NONE);
        store.settle();
        embedded().work(clock.ticksNs());
        assertThat(store.mark().position()).isEqualTo(1);
    }

    @Test
    void shouldGoOnWithItsWorkAfterAnError() {
        store.close();
        final AtomicBoolean isDue = new AtomicBoolean();
        final List<Throwable> reported = new CopyOnWriteArrayList<>();
        final Clock failing = new Clock() {
            @Override
            public long timeNs() {
                if (isDue.getAndSet(false)) {
                    throw new OutOfMemoryError("injected");
                }
                return clock.timeNs();
            }

            @Override
            public long ticksNs() {
                return clock.ticksNs();
            }
        };
        final EmbeddedStore working =
                EmbeddedStore.open(directory.resolve("store"), RETENTION, failing, counters, reported::add);
        store = working;
        write("a", NOON_NS, 1);
        store.settle();
        isDue.set(true);
        clock.advanceNs(Store.DAY_NS);
        working.start();
        await(() -> counters.read(EmbeddedCounter.ERRORS) == 1 && store.mark().position() == 1);
        clock.advanceNs(Store.DAY_NS);
        await(() -> counters.read(EmbeddedCounter.DISK_BYTES) > 0);
        assertThat(reported).isEmpty();
    }

    private static void await(final BooleanSupplier condition) {
        final long endNs = System.nanoTime() + 30 * SECOND_NS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(endNs);
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldMergeSmallChunksOfADayThatIsOver() {
        for (int i = 0; i < 50; i++) {
            write("a", NOON_NS + i * SECOND_NS, i);
        }
        write("a", NOON_NS + 20 * SECOND_NS, 2000, 2100);
        write("b", NOON_NS, 7);
        embedded().mergeSettledDays();
        assertThat(chunkRows("a")).as("the day is not over").isEqualTo(51);
        final var before = points("a", 0, NOON_NS * 2);
        clock.advanceNs(Store.DAY_NS);
        embedded().mergeSettledDays();
        assertThat(chunkRows("a")).isEqualTo(1);
        assertThat(points("a", 0, NOON_NS * 2)).isEqualTo(before).hasSize(50).contains("20=2000.0", "21=2100.0");
        assertThat(points("b", 0, NOON_NS * 2)).containsExactly("0=7.0");
        assertThat(counters.read(EmbeddedCounter.RECHUNKED)).isEqualTo(51);
    }

    @Test
    void shouldMergeAgainWhatComesLate() {
        write("a", NOON_NS, 1);
        clock.advanceNs(Store.DAY_NS);
        embedded().mergeSettledDays();
        write("a", NOON_NS + SECOND_NS, 2);
        assertThat(chunkRows("a")).isEqualTo(2);
        embedded().mergeSettledDays();
        assertThat(chunkRows("a")).isEqualTo(1);
        assertThat(points("a", 0, NOON_NS * 2)).containsExactly("0=1.0", "1=2.0");
    }

    @Test
    void shouldRememberAcrossARestartWhichDaysWaitToBeMerged() {
        write("a", NOON_NS, 1);
        write("a", NOON_NS + SECOND_NS, 2);
        reopen();
        clock.advanceNs(Store.DAY_NS);
        embedded().mergeSettledDays();
        assertThat(chunkRows("a")).isEqualTo(1);
    }

    @Test
    void shouldDropDaysWhoseRetentionIsOver() {
        write("old", NOON_NS, 1);
        writeDocument("olddoc", NOON_NS, "{}");
        clock.advanceNs(RETENTION.toNanos());
        write("new", NOON_NS + RETENTION.toNanos(), 2);
        embedded().expire();
        assertThat(points("old", 0, NOON_NS * 2)).hasSize(1);
        clock.advanceNs(Store.DAY_NS);
        embedded().expire();
        assertThat(points("old", 0, NOON_NS * 2)).as("the clock may be ahead").hasSize(1);
        clock.advanceNs(Store.DAY_NS);
        embedded().expire();
        assertThat(points("old", 0, NOON_NS * 2)).isEmpty();
        assertThat(documents("olddoc", 0, NOON_NS * 2)).isEmpty();
        assertThat(points("new", 0, NOON_NS * 2)).hasSize(1);
        assertThat(keys()).containsExactly("new");
    }

    @Test
    void shouldForgetAnyNumberOfKeysWhoseRetentionIsOver() {
        final List<byte[]> many = new ArrayList<>();
        for (int i = 0; i < 25_000; i++) {
            many.add(bytes("key" + i));
        }
        store.write(new StoreBatch(List.of(), List.of(), many, StoreBatch.NO_WITNESS, new StoreBatch.Mark(0, 0)));
        write("old", NOON_NS, 1);
        assertThat(keys()).hasSize(25_001);
        clock.advanceNs(RETENTION.toNanos() + 2 * Store.DAY_NS);
        write("new", NOON_NS + RETENTION.toNanos() + 2 * Store.DAY_NS, 2);
        assertThat(keys()).as("before they are deleted").containsExactly("new");
        embedded().expire();
        assertThat(keys()).containsExactly("new");
    }

    @ParameterizedTest(name = "{0} h, at start: {1}")
    @CsvSource({"12000, true", "12000, false", "-48, true", "-48, false", "1, true", "1, false"})
    void shouldDeleteNothingThatIsAliveWhenTheClockIsWrong(final long hours, final boolean isAtStart) {
        write("oldest", NOON_NS - RETENTION.toNanos(), 1);
        writeDocument("document", NOON_NS - RETENTION.toNanos(), "{}");
        write("newest", NOON_NS, 2);
        embedded().expire();
        clock.stepNs(hours * 3_600 * SECOND_NS);
        if (isAtStart) {
            reopen();
        }
        for (int round = 0; round < 3; round++) {
            embedded().expire();
            write("newest", NOON_NS + round * SECOND_NS, 3);
            clock.advanceNs(600 * SECOND_NS);
        }
        reopen();
        embedded().expire();
        assertThat(points("oldest", 0, NOON_NS * 2)).hasSize(1);
        assertThat(documents("document", 0, NOON_NS * 2)).hasSize(1);
        assertThat(keys()).containsExactly("document", "newest", "oldest");
        assertThat(counters.read(EmbeddedCounter.EXPIRED_DAYS)).isZero();
        assertThat(counters.read(EmbeddedCounter.EXPIRY_PAUSED)).isEqualTo(hours > 24 ? 1 : 0);
        clock.stepNs(-hours * 3_600 * SECOND_NS);
        reopen();
        embedded().expire();
        assertThat(counters.read(EmbeddedCounter.EXPIRY_PAUSED))
                .as("a clock that is right again")
                .isZero();
    }

    @Test
    void shouldDoubtTheClockAlsoInAStoreOfAnEarlierVersion() {
        write("old", NOON_NS, 1);
        clock.stepNs(500 * Store.DAY_NS);
        reopen();
        embedded().expire();
        assertThat(points("old", 0, NOON_NS * 2)).hasSize(1);
        assertThat(counters.read(EmbeddedCounter.EXPIRY_PAUSED)).isEqualTo(1);
    }

    @Test
    void shouldDeleteAgainOnceArrivalsBearTheClockOut() {
        write("old", NOON_NS, 1);
        embedded().expire();
        clock.stepNs(20 * Store.DAY_NS);
        for (int minute = 0; minute <= 60; minute++) {
            embedded().expire();
            assertThat(points("old", 0, NOON_NS * 2)).hasSize(1);
            write("new", clock.timeNs(), 2);
            clock.advanceNs(60 * SECOND_NS);
        }
        embedded().expire();
        assertThat(points("old", 0, NOON_NS * 2)).isEmpty();
        assertThat(counters.read(EmbeddedCounter.EXPIRY_PAUSED)).isZero();
    }

    @Test
    void shouldRestoreABackupOfTheRunningStore() throws IOException {
        write("a", NOON_NS, 1, 2);
        embedded().backup(directory.resolve("backup"));
        write("a", NOON_NS + 5 * SECOND_NS, 6);
        EmbeddedBackup.restore(directory.resolve("backup"), directory.resolve("restored"));
        store.close();
        store = open(directory.resolve("restored"));
        assertThat(points("a", 0, NOON_NS * 2)).containsExactly("0=1.0", "1=2.0");
        assertThat(store.mark().position()).isEqualTo(2);
    }

    @Test
    void shouldRestoreIntoAnEmptyDirectoryOnly() throws IOException {
        final Path full = Files.createDirectories(directory.resolve("full/x")).getParent();
        assertThatThrownBy(() -> EmbeddedBackup.restore(directory, full))
                .isInstanceOf(IOException.class)
                .hasMessage(full + " is not empty; a backup is restored into an empty directory only");
    }

    @Test
    void shouldRefuseToBeUsedOnceClosed() {
        store.close();
        assertThatThrownBy(() -> store.chunks(bytes("a"), 0, 1))
                .isInstanceOf(StoreException.class)
                .hasMessage("The store is closed.");
        store.close();
    }

    @Test
    void shouldRefuseADirectoryInUse() {
        assertThatThrownBy(() -> open(directory.resolve("store")))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("The store in " + directory.resolve("store") + " cannot be opened: ");
    }

    @Test
    void shouldTellDamageThatAReadMet() throws IOException {
        write("a", NOON_NS, 1);
        embedded().flush();
        assertThat(embedded().damage()).isEmpty();
        damage(files(".sst").get(0));

        assertThatThrownBy(() -> points("a", 0, NOON_NS * 2)).isInstanceOf(DamagedStoreException.class);
        assertThat(embedded().damage().orElseThrow().sentence())
                .startsWith("damaged since 2024-10-04T12:00:00Z: The store in ")
                .contains("cannot be read. RocksDB says: ", files(".sst").get(0).toString(), "leela restore");
    }

    @Test
    void shouldTellDamageThatItsOwnMergingMet() throws IOException {
        for (int i = 0; i < 3; i++) {
            write("a", NOON_NS + i * SECOND_NS, i);
            embedded().flush();
        }
        damage(files(".sst").get(0));
        write("a", NOON_NS + 3 * SECOND_NS, 3);
        store.settle();

        await(() -> {
            try {
                // not yet time for its own reading of settled days, which may meet the damage first
                embedded().work(0);
            } catch (final DamagedStoreException told) {
                return embedded().damage().isPresent();
            }
            return false;
        });
        assertThat(embedded().damage().orElseThrow().sentence()).contains(".sst");
        assertThatThrownBy(store::close)
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContainingAll("cannot be flushed. RocksDB says: ", ".sst");
    }

    @ParameterizedTest
    @CsvSource({
        "CURRENT,  garbage, RocksDB says: ",
        "CURRENT,  missing, Its file CURRENT is missing.",
        "MANIFEST, garbage, RocksDB says: ",
        ".sst,     missing, RocksDB says: "
    })
    void shouldSayWhatToDoWithAStoreThatCannotBeOpened(final String file, final String harm, final String why)
            throws IOException {
        write("a", NOON_NS, 1);
        embedded().flush();
        store.close();
        final Path harmed = files(file).get(0);
        if (harm.equals("missing")) {
            Files.delete(harmed);
        } else {
            Files.writeString(harmed, "garbage\n");
        }

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        DamagedStoreException.class,
                        damaged -> assertThat(damaged.remedy())
                                .startsWith("Stop the engine and run leela repair: ")
                                .contains("move " + directory.resolve("store") + " aside and start again: "))
                .hasMessageStartingWith("The store in " + directory.resolve("store") + " cannot be opened. " + why)
                .satisfies(damaged ->
                        assertThat(damaged.getMessage().contains("MANIFEST")).isEqualTo(file.equals("MANIFEST")));
    }

    private List<Path> files(final String name) throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("store"))) {
            return all.filter(file -> file.getFileName().toString().contains(name))
                    .sorted()
                    .toList();
        }
    }

    private static void damage(final Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 10);
        }
    }

    private EmbeddedStore embedded() {
        return (EmbeddedStore) store;
    }
}
