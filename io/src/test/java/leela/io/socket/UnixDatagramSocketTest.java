package leela.io.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class UnixDatagramSocketTest {

    @TempDir
    private Path folder;

    @Test
    void shouldKeepAsManyDatagramsAsItsSendBufferHolds() throws IOException {
        assertThat(kept(10_000))
                .as("twice the bytes, and the kernel's own share")
                .isBetween(1, 3);
        assertThat(kept(30_000)).isBetween(4, 8);
    }

    /** Datagrams of 7,000 bytes that wait at a socket nobody reads from. */
    private int kept(final int sendBuffer) throws IOException {
        final SocketPath path = new SocketPath(folder.resolve("socket"));
        try (UnixDatagramSocket sleeper = UnixDatagramSocket.bound(path);
                UnixDatagramSocket sender = UnixDatagramSocket.connected(path)) {
            sender.neverBlock();
            sender.sendBuffer(sendBuffer);
            int count = 0;
            while (sender.write(ByteBuffer.allocateDirect(7_000)) > 0) {
                count++;
            }
            assertThat(sleeper.batch().receive()).isEqualTo(count);
            return count;
        }
    }
}
