package leela.io.http.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What of TLS is the client's, and no fault of the engine's. */
final class TlsFaultsTest {

    private final List<Throwable> faults = new ArrayList<>();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new TlsFaults(unused -> {}), new ChannelInboundHandlerAdapter() {
                @Override
                public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
                    faults.add(cause);
                }
            });

    static Stream<Throwable> ofClients() {
        final IOException gone = new IOException("epoll_ctl(..) failed with error(-2): No such file or directory");
        return Stream.of(gone, new UncheckedIOException(gone), new DecoderException("no TLS"));
    }

    @ParameterizedTest
    @MethodSource("ofClients")
    void shouldCloseAndTellNobodyWhenTheClientHasLeftAmidAHandshake(final Throwable cause) {
        channel.pipeline().fireExceptionCaught(cause);

        assertThat(faults).isEmpty();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void shouldTellOfAFaultUnlessTheConnectionIsClosedAlready() {
        final RuntimeException fault = new IllegalStateException("a fault");
        channel.pipeline().fireExceptionCaught(fault);
        assertThat(faults).containsExactly(fault);

        final var unused = channel.close();
        channel.pipeline().fireExceptionCaught(fault);
        assertThat(faults).hasSize(1);
    }
}
