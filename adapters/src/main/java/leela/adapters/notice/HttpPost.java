package leela.adapters.notice;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import leela.adapters.secrets.PasswordFile;
import leela.adapters.secrets.PinnedCertificate;
import leela.engine.notify.Outcome;

/**
 * Posts JSON, and tells by the answer what became of it: 2xx is the receiver's word; it is tried again later where the
 * receiver is not there, busy or broken (408, 429, 5xx), and never where it refuses.
 * Thread: any; outcomes come on the loop's, or where there is no address on the executor's.
 * Memory: a connection a message, which ends with the head of the answer, of 8 KiB at most: what a receiver says behind
 * it is never read.
 * Errors: a certificate or token that cannot be had is an {@link IllegalArgumentException}.
 */
public final class HttpPost {

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final HttpTarget target;
    private final PostLoop loop;
    private final Optional<SSLContext> tls;
    private final String token;

    public HttpPost(final HttpTarget target, final PostLoop loop) {
        this.target = target;
        this.loop = loop;
        token = target.tokenFile()
                .map(file -> PasswordFile.read(target.key() + ".token_file", file))
                .orElse("");
        tls = isEncrypted() ? Optional.of(context()) : Optional.empty();
    }

    /**
     * Posts this with these headers beside the usual ones; the outcome is told once. {@code onBegin} is run before the
     * first byte is sent.
     */
    public void send(
            final byte[] body,
            final Map<String, String> headers,
            final Runnable onBegin,
            final Consumer<Outcome> onOutcome) {
        final PostExchange exchange = new PostExchange(target, token, tls, body, headers, onBegin, onOutcome);
        try {
            loop.executor().execute(() -> connect(exchange, onOutcome));
        } catch (final RejectedExecutionException full) {
            onOutcome.accept(Outcome.retry("too many messages are under way"));
        }
    }

    private void connect(final PostExchange exchange, final Consumer<Outcome> onOutcome) {
        final URI url = target.url();
        final int port = url.getPort() > 0 ? url.getPort() : isEncrypted() ? HTTPS_PORT : HTTP_PORT;
        final InetAddress address;
        try {
            address = InetAddress.getByName(url.getHost());
        } catch (final UnknownHostException unknown) {
            onOutcome.accept(Outcome.retry("no connection (the name " + url.getHost() + " is not known)"));
            return;
        }
        final Duration patience = target.timeout().compareTo(LONGEST_CONNECT) < 0 ? target.timeout() : LONGEST_CONNECT;
        final ChannelFuture connected = new Bootstrap()
                .group(loop.group())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
                .handler(exchange)
                .connect(new InetSocketAddress(address, port));
        connected.addListener(future -> {
            if (!future.isSuccess()) {
                onOutcome.accept(Outcome.retry(
                        future.cause() instanceof ConnectTimeoutException
                                ? "no connection in time"
                                : "no connection (" + PostExchange.said(future.cause()) + ")"));
            }
        });
    }

    private boolean isEncrypted() {
        return target.url().getScheme().equals("https");
    }

    private SSLContext context() {
        try {
            return target.certificate().isPresent()
                    ? PinnedCertificate.context(
                            target.key() + ".certificate", target.certificate().get())
                    : SSLContext.getDefault();
        } catch (final NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }
}
