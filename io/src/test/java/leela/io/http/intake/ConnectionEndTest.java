package leela.io.http.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ends of real connections, of which the loop has not heard yet what the client has done. */
@Timeout(60)
final class ConnectionEndTest {

    /** TCP_CLOSE of linux/tcp.h. */
    private static final int CLOSED = 7;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final CompletableFuture<ChannelHandlerContext> accepted = new CompletableFuture<>();
    private Socket client;
    private ChannelHandlerContext ctx;

    @BeforeEach
    void connect() throws Exception {
        final Channel listener = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(final ChannelHandlerContext newCtx) {
                        accepted.complete(newCtx);
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        final InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        client = new Socket(address.getAddress(), address.getPort());
        ctx = accepted.get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    }

    @Test
    void shouldCloseQuietlyWhenTheClientHasResetTheConnection() throws Exception {
        final EpollSocketChannel channel = (EpollSocketChannel) ctx.channel();

        loop.submit(() -> {
                    // on the loop, which so learns of the reset from the socket alone
                    client.setSoLinger(true, 0);
                    client.close();
                    while (channel.tcpInfo().state() != CLOSED) {
                        Thread.onSpinWait();
                    }
                    new ConnectionEnd(ctx).shutOutput();
                    return null;
                })
                .get(30, TimeUnit.SECONDS);

        channel.closeFuture().sync();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void shouldEndOurSideAndReadOn() throws Exception {
        loop.submit(() -> new ConnectionEnd(ctx).linger()).get(30, TimeUnit.SECONDS);

        assertThat(client.getInputStream().read()).as("our end").isEqualTo(-1);
        assertThat(ctx.channel().isOpen()).isTrue();
        assertThat(ctx.channel().config().isAutoRead()).isTrue();
        client.getOutputStream().write(1);
        client.shutdownOutput();
        ctx.channel().closeFuture().sync();
    }
}
