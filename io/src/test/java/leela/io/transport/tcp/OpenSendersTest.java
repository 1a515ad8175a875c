package leela.io.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counters;
import leela.io.socket.MemoryBudget;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is refused, who gives way, and who takes most, among real connections of several loopback addresses. */
final class OpenSendersTest {

    private static final long MINUTE_NS = 60_000_000_000L;
    /** Four at most, of which one address may have three. */
    private static final TcpConfig CONFIG = new TcpConfig("graphite", "port", true, List.of("127.0.0.1"), 0, 4);

    private final Counters counters = Counters.inMemory();
    private final MemoryBudget budget = new MemoryBudget(1 << 20, TcpCounter.CONNECTIONS, Counters.inMemory());
    private final OpenSenders senders = new OpenSenders(CONFIG, counters);
    private final List<SocketChannel> open = new ArrayList<>();
    private ServerSocketChannel listener;

    @BeforeEach
    void listen() throws IOException {
        listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
    }

    @AfterEach
    void close() throws IOException {
        for (final SocketChannel channel : open) {
            channel.close();
        }
        listener.close();
    }

    @Test
    void shouldRefuseAnAddressThatHasThreeQuartersAndThenEverybody() throws IOException {
        for (int i = 0; i < 3; i++) {
            final TcpConnection one = connection("127.0.0.2", 0);
            assertThat(senders.refusal(one.account())).isNull();
            senders.add(one);
        }
        final TcpConnection other = connection("127.0.0.3", 0);

        assertThat(senders.refusal(connection("127.0.0.2", 0).account())).isEqualTo(TcpCounter.REFUSED_ADDRESS);
        assertThat(senders.refusal(other.account())).isNull();
        senders.add(other);
        assertThat(senders.refusal(connection("127.0.0.4", 0).account())).isEqualTo(TcpCounter.REFUSED_CONNECTIONS);
        assertThat(counters.read(TcpCounter.CONNECTIONS)).isEqualTo(4);
    }

    @Test
    void shouldGiveAnAddressItsPlaceBackOnce() throws IOException {
        final TcpConnection one = connection("127.0.0.2", 0);
        for (int i = 0; i < 2; i++) {
            senders.add(connection("127.0.0.2", 0));
        }
        senders.add(one);

        assertThat(senders.remove(one)).isTrue();
        assertThat(senders.remove(one)).as("a second time").isFalse();

        assertThat(counters.read(TcpCounter.CONNECTIONS)).isEqualTo(2);
        assertThat(senders.refusal(one.account())).isNull();
        senders.add(one);
        assertThat(senders.refusal(one.account())).isEqualTo(TcpCounter.REFUSED_ADDRESS);
    }

    @Test
    void shouldLetTheOneThatIsSilentForLongestGiveWayAfterAMinute() throws IOException {
        final TcpConnection busy = connection("127.0.0.2", 0);
        final TcpConnection silent = connection("127.0.0.3", 5);
        senders.add(busy);
        senders.add(silent);
        busy.heard(10);

        assertThat(senders.idleFor(MINUTE_NS + 4)).isNull();
        assertThat(senders.idleFor(MINUTE_NS + 5)).isSameAs(silent);
        silent.heard(20);
        assertThat(senders.idleFor(MINUTE_NS + 10)).isSameAs(busy);
    }

    @Test
    void shouldNameTheGreediestOfTheAddressThatHoldsMostAndNobodyWhereTheAskerDoes() throws IOException {
        final TcpConnection small = holding("127.0.0.2", 100);
        final TcpConnection large = holding("127.0.0.2", 30_000);
        final TcpConnection other = holding("127.0.0.3", 20_000);
        final TcpConnection idle = connection("127.0.0.4", 0);
        senders.add(idle);

        assertThat(senders.greedierThan(idle.account())).isSameAs(large);
        assertThat(senders.greedierThan(other.account())).isSameAs(large);
        assertThat(senders.greedierThan(small.account()))
                .as("its own address holds most")
                .isNull();
    }

    private TcpConnection holding(final String address, final int bytes) throws IOException {
        final TcpConnection one = connection(address, 0);
        assertThat(one.pending().keep(new UnsafeBuffer(new byte[bytes]), 0, bytes))
                .isTrue();
        senders.add(one);
        return one;
    }

    private TcpConnection connection(final String address, final long ticksNs) throws IOException {
        final SocketChannel client =
                SocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        open.add(client);
        client.connect(listener.getLocalAddress());
        final SocketChannel accepted = listener.accept();
        open.add(accepted);
        return new TcpConnection(accepted, null, budget, ticksNs);
    }
}
