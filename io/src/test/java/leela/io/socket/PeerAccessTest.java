package leela.io.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerAccessTest {

    private static final int OWN_USER = 1000;
    private static final int GROUP = 50;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "root is, 0, 0, '', true",
        "the engine's user is, 1000, 7, '', true",
        "a member by its first group, 33, 50, '', true",
        "a member by another, 33, 33, 4 24 50, true",
        "another user is not, 33, 33, 4 24 51, false",
        "nor one without further groups, 65534, 65534, '', false",
        "a user is no group, 50, 33, '', false"
    })
    void shouldLetInRootItsOwnUserAndTheGroup(
            final String what, final int user, final int group, final String others, final boolean isIn) {
        final int[] numbers = Arrays.stream(others.split(" "))
                .filter(number -> !number.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        assertThat(PeerAccess.admits(new SystemCalls.Peer(user, group, numbers), OWN_USER, GROUP))
                .as(what)
                .isEqualTo(isIn);
    }

    @Test
    void shouldAskTheKernelWhoConnected() throws IOException {
        final UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        try (ServerSocketChannel listener =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SocketChannel client = SocketChannel.open(address);
                SocketChannel accepted = listener.accept()) {
            final String own = Files.readAttributes(address.getPath(), PosixFileAttributes.class)
                    .group()
                    .getName();

            assertThat(client.isConnected()).isTrue();
            assertThat(PeerAccess.of("", address.getPath()).refusal(accepted)).isEmpty();
            assertThat(PeerAccess.of(own, address.getPath()).refusal(accepted)).isEmpty();
        }
    }

    @Test
    void shouldRefuseAGroupThatIsNotThere() {
        assertThatThrownBy(() -> PeerAccess.of("no-such-group", folder))
                .hasMessage("leela.group: there is no group no-such-group");
    }
}
