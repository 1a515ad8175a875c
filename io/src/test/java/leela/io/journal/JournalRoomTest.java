package leela.io.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long segments are, and when there is no room for one, by what the test says is free. Sizes are MiB. */
final class JournalRoomTest {

    private static final long MIB = 1 << 20;

    @ParameterizedTest(name = "a limit of {0}")
    @CsvSource({
        "1, 256, 256", // KiB: one unit
        "64, 4096, 4096",
        "128, 8192, 8192",
        "256, 8192, 16384",
        "2048, 8192, 131072",
        "100000, 8192, 131072"
    })
    void shouldTakeASixteenthOfTheLimitForASegmentAtMost(final long limit, final int firstKib, final int longestKib) {
        final JournalRoom room = new JournalRoom(() -> Long.MAX_VALUE, limit * MIB);

        assertThat(room.first()).isEqualTo(firstKib << 10);
        assertThat(room.longer(1 << 30 - 1)).isEqualTo(longestKib << 10);
        assertThat(room.shorter(room.first())).isEqualTo(room.first());
    }

    @ParameterizedTest(name = "{0} of {1} free")
    @CsvSource({
        "64, 256, 64",
        "64, 255, 32",
        "64, 128, 32",
        "64, 127, 16",
        "64, 40, 8",
        "64, 1, 8", // none is shorter than the first
        "64, -5, 8",
        "8, 1, 8"
    })
    void shouldShortenASegmentUntilFourOfThemHaveRoom(final int length, final long free, final int fitting) {
        final JournalRoom room = new JournalRoom(() -> free * MIB, 2048 * MIB);

        assertThat(room.fitting((int) (length * MIB), 0)).isEqualTo((int) (fitting * MIB));
    }

    @ParameterizedTest(name = "{0} free, {1} owed")
    @CsvSource({"100, 40, 100, 30", "100, 0, 100, 50", "100, 100, 100, 0"})
    void shouldLeaveTheStoreWhatItIsOwedAndAsMuchAgainWhereItSharesTheDisk(
            final long free, final long owed, final long alone, final long shared) {
        final JournalRoom room = new JournalRoom(() -> free * MIB, 2048 * MIB);

        assertThat(room.onDisk(owed * MIB)).isEqualTo(alone * MIB);
        room.share();
        assertThat(room.onDisk(owed * MIB)).isEqualTo(shared * MIB);
    }

    /** A file of 16 beside a store that is owed 40: the store needs its 40, and what comes into the file once more. */
    @ParameterizedTest(name = "{0} free")
    @CsvSource({"72, true", "71, false", "56, false", "0, false"})
    void shouldRefuseAFileThatTheStoreWouldLackWhereItSharesTheDisk(final long free, final boolean hasRoom)
            throws IOException {
        final JournalRoom room = new JournalRoom(() -> free * MIB, 2048 * MIB);
        room.check((int) (16 * MIB), 40 * MIB);
        room.share();

        assertThat(room.needed((int) (16 * MIB), 40 * MIB)).isEqualTo(72 * MIB);
        if (hasRoom) {
            room.check((int) (16 * MIB), 40 * MIB);
        } else {
            assertThatThrownBy(() -> room.check((int) (16 * MIB), 40 * MIB))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("No space left")
                    .hasMessageContaining("41 MB");
        }
    }

    @Test
    void shouldAskForTheFileAloneWhereTheStoreIsElsewhere() {
        final JournalRoom room = new JournalRoom(() -> 0, 2048 * MIB);

        assertThat(room.needed((int) (16 * MIB), 40 * MIB)).isEqualTo(16 * MIB);
    }

    @Test
    void shouldTakeADiskWithoutInodesForFull(@TempDir final Path folder) {
        final JournalRefusal refusal =
                JournalRefusal.of(new IOException(folder.resolve("x.seg") + ": No space left on device"), folder, 0, 0);

        assertThat(refusal.cause()).isEqualTo(JournalRefusal.Cause.FULL);
        assertThat(refusal.reason()).contains("No space left on device", "df -i");
        assertThat(JournalRefusal.of(new IOException("Input/output error"), folder, 0, 0)
                        .cause())
                .isEqualTo(JournalRefusal.Cause.FAULT);
    }

    @Test
    void shouldTakeAShorterFileWhereTheLimitHasLittleRoomAndKeepSomeForAStart() {
        final JournalRoom room = new JournalRoom(() -> Long.MAX_VALUE, 64 * MIB);
        final int length = room.first();
        final int unit = JournalDescriptor.SEGMENT_UNIT;

        assertThat(room.within(length, 0, false)).isEqualTo(length);
        assertThat(room.within(length, 64 * MIB - 4 * unit - 1, false)).isEqualTo(2 * unit);
        assertThat(room.within(length, 64 * MIB - 2 * unit, false)).isZero();
        assertThat(room.within(length, 64 * MIB - 2 * unit, true)).isEqualTo(2 * unit);
        assertThat(room.within(length, 64 * MIB + unit, true)).isZero();
    }
}
