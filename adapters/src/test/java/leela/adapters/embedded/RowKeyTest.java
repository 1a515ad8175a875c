package leela.adapters.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import leela.engine.ring.Limits;
import leela.engine.spi.Store;
import org.junit.jupiter.api.Test;

/** The layout of what lies on people's disks: a change here makes their history unreadable. */
final class RowKeyTest {

    private static final byte[] KEY = "cpu".getBytes(US_ASCII);
    private static final long DAY = 0x4e20;
    private static final long START_NS = DAY * Store.DAY_NS + 1;

    @Test
    void shouldLayOutEveryKindOfRowAsItWasWrittenBefore() {
        assertThat(hex(chunk(KEY, START_NS, 7)))
                .isEqualTo("63" + "00004e20" + "0003" + "637075" + "17fb16d83be00001" + "0000000000000007");
        assertThat(hex(RowKey.document(DAY, KEY, START_NS)))
                .isEqualTo("64" + "00004e20" + "0003" + "637075" + "17fb16d83be00001");
        assertThat(hex(RowKey.prefix(RowKey.CHUNK, DAY, KEY))).isEqualTo("63" + "00004e20" + "0003" + "637075");
        assertThat(hex(RowKey.day(RowKey.TO_DO, DAY))).isEqualTo("74" + "00004e20");
        assertThat(hex(RowKey.key(KEY))).isEqualTo("6b" + "637075");
        assertThat(hex(RowKey.bytes(DAY))).isEqualTo("00004e20");
        assertThat(hex(RowKey.MARK)).isEqualTo("6d");
    }

    @Test
    void shouldReadFromARowWhatWasPutIntoIt() {
        final byte[] row = chunk(KEY, START_NS, 7);
        assertThat(RowKey.isOf(row, RowKey.CHUNK)).isTrue();
        assertThat(RowKey.isOf(row, RowKey.DOCUMENT)).isFalse();
        assertThat(RowKey.dayOf(row)).isEqualTo(DAY);
        assertThat(RowKey.keyOf(row)).isEqualTo(KEY);
        assertThat(RowKey.startOf(row)).isEqualTo(START_NS);
        assertThat(RowKey.versionOf(row)).isEqualTo(7);
        assertThat(RowKey.documentTimeOf(RowKey.document(DAY, KEY, START_NS))).isEqualTo(START_NS);
        assertThat(RowKey.keyOfKeyRow(RowKey.key(KEY))).isEqualTo(KEY);
    }

    @Test
    void shouldSortByDayThenKeyThenStartThenVersion() {
        final List<byte[]> ascending = List.of(
                chunk(KEY, START_NS, 7),
                chunk(KEY, START_NS, 8),
                chunk(KEY, START_NS + 1, 0),
                chunk("mem".getBytes(US_ASCII), START_NS, 0),
                chunk(KEY, START_NS + Store.DAY_NS, 0));
        for (int i = 1; i < ascending.size(); i++) {
            assertThat(Arrays.compareUnsigned(ascending.get(i - 1), ascending.get(i)))
                    .as("row %d", i)
                    .isNegative();
        }
    }

    @Test
    void shouldHaveRoomForTheLongestKeyAndNoMore() {
        assertThat(chunk(new byte[Limits.MAX_KEY_LENGTH], START_NS, 7)).hasSize(RowKey.MAX_LENGTH);
        assertThatThrownBy(() -> chunk(new byte[Limits.MAX_KEY_LENGTH + 1], START_NS, 7))
                .isInstanceOf(BufferOverflowException.class);
    }

    /** A chunk's row, as an array. */
    static byte[] chunk(final byte[] key, final long startNs, final long version) {
        final ByteBuffer row = ByteBuffer.allocate(RowKey.MAX_LENGTH);
        RowKey.putChunk(row, key, startNs, version);
        return Arrays.copyOf(row.array(), row.position());
    }

    private static String hex(final byte[] row) {
        return HexFormat.of().formatHex(row);
    }
}
