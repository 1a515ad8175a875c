package leela.adapters.embedded.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/** A file of a hundred blocks of ten rows each, some of them damaged. */
final class TableFileTest {

    private static final int ROWS = 1000;
    private static final int VALUE = 400;
    private static final int BLOCK = 4096;

    @TempDir
    private Path folder;

    private final Options options = new Options()
            .setCompressionType(CompressionType.NO_COMPRESSION)
            .setTableFormatConfig(
                    new BlockBasedTableConfig().setBlockSize(BLOCK).setNoBlockCache(true));
    private Path path;

    @BeforeEach
    void write() throws RocksDBException {
        RocksDB.loadLibrary();
        path = folder.resolve("table.sst");
        try (EnvOptions env = new EnvOptions();
                SstFileWriter writer = new SstFileWriter(env, options)) {
            writer.open(path.toString());
            for (int i = 0; i < ROWS; i++) {
                writer.put(key(i), value(i));
            }
            writer.finish();
        }
    }

    @AfterEach
    void close() {
        options.close();
    }

    @ParameterizedTest(name = "[{0}, {1})")
    @CsvSource({"-1, -1", "-1, 500", "500, -1", "0, 1000", "123, 456", "123, 124", "999, -1", "-1, 0"})
    void shouldShowTheRowsOfARangeOnce(final int from, final int to) throws Exception {
        assertThat(visited(from, to).keySet()).isEqualTo(expected(from, to).keySet());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"0", "500", "990", "0 500", "500 510 700", "10 30 50 70 90 110", "0 990"})
    void shouldShowAllRowsButThoseOfDamagedBlocks(final String damaged) throws Exception {
        final TreeMap<String, Integer> left = expected(-1, -1);
        for (final String row : damaged.split(" ")) {
            damage(Integer.parseInt(row));
        }

        final TreeMap<String, Integer> got = visited(-1, -1);

        left.keySet().removeAll(got.keySet());
        final int blocks = damaged.split(" ").length;
        assertThat(left.keySet()).as("lost rows").hasSizeBetween(blocks, blocks * 12);
        for (final String row : damaged.split(" ")) {
            assertThat(got).doesNotContainKey(text(Integer.parseInt(row)));
        }
        assertThat(got.values()).as("each once").containsOnly(1);
    }

    /** Both ends of what is asked for lie in damaged blocks, and so do blocks between them. */
    @ParameterizedTest(name = "[{0}, {1})")
    @CsvSource({"103, 704", "-1, 704", "103, -1", "103, 303", "-1, -1"})
    void shouldShowWhatLiesBetweenDamagedBlocksOfARange(final int from, final int to) throws Exception {
        for (final int row : new int[] {0, 103, 303, 704, 999}) {
            damage(row);
        }

        final TreeMap<String, Integer> got = visited(from, to);

        final TreeMap<String, Integer> left = expected(from, to);
        assertThat(left.keySet()).containsAll(got.keySet());
        left.keySet().removeAll(got.keySet());
        assertThat(left).as("lost rows").hasSizeLessThanOrEqualTo(5 * 12);
        assertThat(got.values()).as("each once").containsOnly(1);
    }

    @Test
    void shouldSayWhetherAFileIsWhole() throws Exception {
        try (TableFile file = new TableFile(path, options)) {
            file.verify();
        }
        damage(500);
        try (TableFile file = new TableFile(path, options)) {
            assertThatThrownBy(file::verify).isInstanceOf(RocksDBException.class);
        }
    }

    @Test
    void shouldRefuseWhatIsNoTable() throws IOException {
        final Path text = Files.writeString(folder.resolve("text.sst"), "x".repeat(10_000));

        assertThatThrownBy(() -> new TableFile(text, options)).isInstanceOf(RocksDBException.class);
    }

    /** How often each row was shown. */
    private TreeMap<String, Integer> visited(final int from, final int to) throws RocksDBException {
        final TreeMap<String, Integer> rows = new TreeMap<>();
        try (TableFile file = new TableFile(path, options)) {
            file.visit(from < 0 ? null : key(from), to < 0 ? null : key(to), (key, value) -> {
                final String row = new String(key, StandardCharsets.US_ASCII);
                assertThat(value).isEqualTo(value(Integer.parseInt(row.substring(3))));
                rows.merge(row, 1, Integer::sum);
            });
        }
        return rows;
    }

    private static TreeMap<String, Integer> expected(final int from, final int to) {
        final TreeMap<String, Integer> rows = new TreeMap<>();
        for (int i = Math.max(0, from); i < (to < 0 ? ROWS : to); i++) {
            rows.put(text(i), 1);
        }
        return rows;
    }

    /** One byte in the value of this row, so in its block. */
    private void damage(final int row) throws IOException {
        final byte[] bytes = Files.readAllBytes(path);
        final int at = indexOf(bytes, value(row));
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {(byte) (bytes[at] ^ 1)}), at);
        }
    }

    private static int indexOf(final byte[] bytes, final byte[] part) {
        final String all = new String(bytes, StandardCharsets.ISO_8859_1);
        final int at = all.indexOf(new String(part, StandardCharsets.ISO_8859_1));
        assertThat(at).isNotNegative();
        return at;
    }

    private static String text(final int row) {
        return String.format(Locale.ROOT, "row%04d", row);
    }

    private static byte[] key(final int row) {
        return text(row).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] value(final int row) {
        return String.join("", List.of("<" + row + ">", "v".repeat(VALUE))).getBytes(StandardCharsets.US_ASCII);
    }
}
