package leela.io.http.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReadPortionsTest {

    private final List<Object> events = new ArrayList<>();
    private final ReadPortions portions = new ReadPortions();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void open() {
        channel.config().setAutoRead(false);
        channel.pipeline().addLast(portions, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(final ChannelHandlerContext ctx, final Object message) {
                final ByteBuf bytes = (ByteBuf) message;
                events.add(bytes.readableBytes());
                bytes.release();
            }

            @Override
            public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
                events.add(event);
            }
        });
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void send(final int length) {
        channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(new byte[length]));
    }

    @Test
    void shouldHandOnOnePortionEachTimeItIsAsked() {
        channel.read();
        send(1000);
        assertThat(events).containsExactly(512);
        channel.read();
        assertThat(events).containsExactly(512, 488);
    }

    @Test
    void shouldHandOnABodyAsItComes() {
        channel.read();
        portions.expectBody(700);
        send(2000);
        channel.read();
        assertThat(events).containsExactly(700, 512);
    }

    @Test
    void shouldTellTheEndBehindWhatWasSentBefore() {
        channel.read();
        send(600);
        send(100);
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(events).containsExactly(512);
        channel.read();
        assertThat(events).containsExactly(512, 188, ChannelInputShutdownEvent.INSTANCE);
    }

    @Test
    void shouldHandOnNothingWhereNobodyListens() {
        send(1000);
        channel.config().setAutoRead(true);
        send(1000);
        assertThat(events).isEmpty();
    }
}
