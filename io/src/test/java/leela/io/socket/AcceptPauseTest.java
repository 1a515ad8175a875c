package leela.io.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.runtime.ManualClock;
import leela.io.transport.tcp.TcpCounter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AcceptPauseTest {

    private static final long PAUSE_NS = 100_000_000;

    private final ManualClock clock = new ManualClock(0);
    private final Counters counters = Counters.inMemory();
    private final List<Throwable> faults = new ArrayList<>();
    private Selector selector;
    private ServerSocketChannel channel;
    private SelectionKey key;
    private AcceptPause pause;

    @BeforeEach
    void listen() throws IOException {
        selector = Selector.open();
        channel = ServerSocketChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_ACCEPT);
        pause = new AcceptPause(
                "here", List.of(key), new ReceiverContext(clock, counters, faults::add), TcpCounter.ACCEPTS_FAILED);
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
        selector.close();
    }

    @Test
    void shouldAcceptWhoWaits() throws IOException {
        try (SocketChannel client = SocketChannel.open(channel.getLocalAddress())) {
            selector.select();
            try (SocketChannel accepted = pause.accept(channel)) {
                assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
            }
        }
        assertThat(pause.timeoutMs(0)).isZero();
    }

    @Test
    void shouldAskNobodyAnyMoreOnceAnAcceptHasFailed() throws IOException {
        fail();

        assertThat(key.interestOps()).isZero();
        assertThat(pause.timeoutMs(0)).isEqualTo(100);
        assertThat(counters.read(TcpCounter.ACCEPTS_FAILED)).isEqualTo(1);
    }

    @Test
    void shouldGoOnWhenThePauseIsOverAndNotBefore() throws IOException {
        fail();

        clock.advanceNs(PAUSE_NS - 1);
        pause.resume();
        assertThat(key.interestOps()).isZero();

        clock.advanceNs(1);
        pause.resume();
        assertThat(key.interestOps()).isEqualTo(SelectionKey.OP_ACCEPT);
        assertThat(pause.timeoutMs(7)).isEqualTo(7);
    }

    private void fail() throws IOException {
        final ServerSocketChannel broken = ServerSocketChannel.open();
        broken.close();
        assertThat(pause.accept(broken)).isNull();
    }
}
