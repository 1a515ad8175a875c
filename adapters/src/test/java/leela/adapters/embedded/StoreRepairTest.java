package leela.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leela.engine.runtime.SystemClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.WriteBatch;

/** A store of three files, the third over the first and second, of which the disk harms one. */
final class StoreRepairTest {

    private static final int ROWS = 1000;

    @TempDir
    private Path folder;

    private Path store;

    @BeforeEach
    void fill() throws Exception {
        store = Files.createDirectory(folder.resolve("store"));
        try (Database database = new Database(store, new SystemClock())) {
            write(database, 0, ROWS, "a");
            write(database, 2 * ROWS, 3 * ROWS, "a");
            write(database, ROWS / 2, ROWS / 2 + 10, "b");
        }
        assertThat(tables()).hasSize(3);
    }

    private static void write(final Database database, final int from, final int to, final String value)
            throws Exception {
        try (WriteBatch batch = new WriteBatch()) {
            for (int row = from; row < to; row++) {
                batch.put(bytes(String.format("row%06d", row)), bytes(value));
            }
            database.write(batch);
        }
        database.flush();
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private List<Path> tables() throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .sorted()
                    .toList();
        }
    }

    private void damage(final Path file) throws IOException {
        damage(file, 10);
    }

    private void damage(final Path file, final long offset) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), offset);
        }
    }

    private TreeMap<String, String> rows() {
        final TreeMap<String, String> rows = new TreeMap<>();
        try (Database database = new Database(store, new SystemClock());
                RowCursor cursor = database.rows()) {
            for (cursor.seek(new byte[0]); cursor.isValid(); cursor.next()) {
                rows.put(text(cursor.key()), text(cursor.value()));
            }
        }
        return rows;
    }

    private static String text(final byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private StoreRepair.Outcome repair() throws IOException {
        return StoreRepair.repair(store, folder.resolve("aside"));
    }

    @Test
    void shouldNameTheDamagedFilesOfABackup() throws IOException {
        assertThat(EmbeddedBackup.damaged(store)).isEmpty();
        final Path hit = tables().get(1);
        damage(hit);
        assertThat(EmbeddedBackup.damaged(store))
                .singleElement()
                .asString()
                .startsWith(hit.getFileName() + ": ")
                .contains("checksum");
    }

    @Test
    void shouldFindNothingInAStoreThatIsWhole() throws IOException {
        assertThat(StoreRepair.check(store)).isEmpty();
        assertThat(rows()).hasSize(2 * ROWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"damaged", "missing"})
    void shouldKeepWhatOtherFilesHold(final String harm) throws IOException {
        final Path table = tables().get(0);
        if (harm.equals("damaged")) {
            damage(table);
        } else {
            Files.delete(table);
        }

        assertThat(StoreRepair.check(store)).singleElement().satisfies(one -> {
            assertThat(one.file()).isEqualTo(table.getFileName().toString());
            assertThat(one.entries()).isEqualTo(harm.equals("damaged") ? ROWS : -1);
        });
        final StoreRepair.Outcome outcome = repair();

        assertThat(outcome.damaged()).hasSize(1);
        assertThat(outcome.kept()).isEqualTo(ROWS + 10);
        assertThat(rows()).hasSize(ROWS + 10).containsEntry("row000500", "b").containsEntry("row002000", "a");
        assertThat(StoreRepair.check(store)).isEmpty();
        assertThat(Files.exists(folder.resolve("aside").resolve(table.getFileName())))
                .as("set aside as it was")
                .isEqualTo(harm.equals("damaged"));
    }

    /** The newer of two files is lost: the older rows show again. */
    @Test
    void shouldShowTheOlderRowsWhereTheNewerAreLost() throws IOException {
        damage(tables().get(2));
        assertThat(repair().kept()).isEqualTo(2 * ROWS);
        assertThat(rows()).containsEntry("row000500", "a");
    }

    /** The newer file wins though files are read one by one. */
    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST"})
    void shouldReadAllFilesWhereTheirListIsGone(final String list) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            for (final Path file : files.filter(
                            one -> one.getFileName().toString().startsWith(list))
                    .collect(Collectors.toList())) {
                Files.delete(file);
            }
        }
        assertThat(StoreRepair.check(store))
                .singleElement()
                .satisfies(one -> assertThat(one.file()).contains("list of its files"));
        assertThat(repair().kept()).isEqualTo(2 * ROWS);
        assertThat(rows()).containsEntry("row000500", "b").containsEntry("row000600", "a");
    }

    /** A row takes some hundred bytes, a block 4 KiB or more: what a damaged block held is lost, and nothing else. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void shouldKeepTheOtherBlocksOfADamagedFile(final int blocks) throws Exception {
        final int rows = 20_000;
        final SplittableRandom random = new SplittableRandom(blocks);
        final TreeMap<String, String> written = rows();
        try (Database database = new Database(store, new SystemClock());
                WriteBatch batch = new WriteBatch()) {
            for (int i = 0; i < rows; i++) {
                final String key = String.format("series%03d/%08d", i % 200, i);
                written.put(key, Long.toHexString(random.nextLong()).repeat(8));
                batch.put(bytes(key), bytes(written.get(key)));
            }
            database.write(batch);
            database.flush();
        }
        // which may have become one with the others
        final Path table = Collections.max(
                tables(), Comparator.comparingLong(one -> one.toFile().length()));
        final long length = Files.size(table);
        for (int i = 1; i <= blocks; i++) {
            damage(table, length * i / (blocks + 2));
        }

        final StoreRepair.Damaged found = StoreRepair.check(store).get(0);
        final StoreRepair.Outcome outcome = repair();

        final long lost = found.entries() - found.readable();
        assertThat(lost).isBetween(blocks * 10L, blocks * 600L);
        assertThat(outcome.kept()).isEqualTo(written.size() - lost);
        assertThat(rows()).hasSize((int) outcome.kept());
        assertThat(written.entrySet()).containsAll(rows().entrySet());
    }

    @Test
    void shouldBeginAnewWhereAnEarlierRepairWasCutShort() throws IOException {
        final Path next = Files.createDirectory(folder.resolve("store.repaired"));
        Files.writeString(next.resolve("CURRENT"), "half");
        damage(tables().get(1));
        assertThat(repair().kept()).isEqualTo(ROWS);
        assertThat(next).doesNotExist();
    }
}
