package leela.io.transport.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's table of UDP sockets. */
final class KernelDropsTest {

    private static final String HEADER =
            "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode "
                    + "ref pointer drops\n";
    private static final String SOCKET =
            "%5d: %s:%s 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 94011 2 "
                    + "00000000a1b2c3d4 %d\n";

    @TempDir
    private Path folder;

    @Test
    void shouldAddUpTheDropsOfAllSocketsOfThePort() throws IOException {
        final Path four = Files.writeString(
                folder.resolve("udp"),
                HEADER
                        + SOCKET.formatted(1, "0100007F", "1B38", 7)
                        + SOCKET.formatted(22, "0100007F", "1B38", 3)
                        + SOCKET.formatted(333, "0100007F", "1B39", 100));
        final Path six = Files.writeString(
                folder.resolve("udp6"),
                HEADER + SOCKET.formatted(4, "00000000000000000000000000000000", "1B38", 5_000_000_000L));
        assertThat(new KernelDrops(List.of(four, six)).read(6968)).isEqualTo(5_000_000_010L);
        assertThat(new KernelDrops(List.of(four, six)).read(6969)).isEqualTo(100);
        assertThat(new KernelDrops(List.of(four, six)).read(6970)).isZero();
    }

    @Test
    void shouldReadATableLongerThanItsBuffer() throws IOException {
        final StringBuilder table = new StringBuilder(HEADER);
        for (int i = 0; i < 1000; i++) {
            table.append(SOCKET.formatted(i, "0100007F", i % 2 == 0 ? "1B38" : "1B39", i));
        }
        final KernelDrops drops = new KernelDrops(List.of(Files.writeString(folder.resolve("udp"), table)));
        assertThat(drops.read(6969)).isEqualTo(250_000);
        assertThat(drops.read(6968)).as("a second time").isEqualTo(249_500);
    }

    @Test
    void shouldDoWithoutATableThatTheKernelDoesNotHave() throws IOException {
        assertThat(new KernelDrops(List.of(folder.resolve("none"))).read(6968)).isZero();
    }

    @Test
    void shouldReadTheKernelsOwnTables() throws IOException {
        assertThat(new KernelDrops().read(0)).isZero();
    }
}
