package leela.io.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import leela.engine.refusal.Evidence;
import leela.engine.refusal.Refusals;
import leela.engine.runtime.HeapShare;
import leela.engine.runtime.NamedThreads;
import leela.io.http.access.AccessRules;
import leela.io.http.access.LocalPasses;
import leela.io.http.access.SiteRules;
import leela.io.http.access.TlsCertificate;
import leela.io.http.intake.BodySizedReads;
import leela.io.http.intake.ComputingTurns;
import leela.io.http.intake.FewHeaders;
import leela.io.http.intake.MeasuredIoHandler;
import leela.io.http.intake.ReadPortions;
import leela.io.http.intake.ShortTurns;
import leela.io.http.intake.TlsFaults;
import leela.io.http.intake.Workers;
import leela.io.socket.MemoryBudget;
import leela.io.socket.PortInUse;
import leela.io.socket.ReceiverContext;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The HTTP server: a listening socket, the loop that owns all its connections, the workers that read history for them,
 * and those that read large bodies. Native epoll where there is, else NIO.
 * Thread: the one that builds, starts and closes the service.
 * Errors: an address that cannot be bound, or a file of tokens, certificates or keys that cannot be used, is an
 * {@link IOException} that says which.
 */
public final class HttpServer implements AutoCloseable {

    private static final int BACKLOG = 1024;
    /** In one turn of the loop; then those who are connected come. */
    private static final int ACCEPTED_AT_ONCE = 16;

    /**
     * Threads that read a store on this machine: as many as cores, at least these. A collection waits until each that
     * is in the middle of its work has stood on a core again: with four that read and two that compute on two cores,
     * everybody stood still for 90 ms before the collector began.
     */
    private static final int LOCAL_READERS = 2;
    /** They wait for other machines rather than for a core. */
    private static final int REMOTE_READERS = 4;

    private static final int IDLE_SECONDS = 10;
    private static final long SWEEP_MS = 1000;
    private static final long END_WAIT_MS = 2000;

    /** Bytes for all bodies and the answers to them, connections at a time, cores to share, and threads that read. */
    record Bounds(long memory, int connections, int cores, int readers) {

        static Bounds ofThisProcess() {
            final int cores = Runtime.getRuntime().availableProcessors();
            return new Bounds(
                    HeapShare.REQUESTS.bytes(), HttpLimits.MAX_CONNECTIONS, cores, Math.max(LOCAL_READERS, cores));
        }

        Bounds withReaders(final int least) {
            return new Bounds(memory, connections, cores, Math.max(least, readers));
        }
    }

    private final HttpConfig config;
    private final EventLoopGroup loop;
    private final ShortTurns sends;
    private final Workers workers;
    private final Workers computers;
    private final Workers decoders;
    private final OpenConnections open;
    private final ConnectionContext context;
    private final ChannelGroup channels;
    private final Workers handshakes;
    /** Null without TLS. */
    private final TlsCertificate certificate;

    private final LocalPasses passes;
    private final AccessRules access;
    private volatile Channel listening;

    /** Reads the token, and takes the routes of {@code apis}; binds and runs nothing before it is told. */
    public HttpServer(
            final HttpConfig config, final List<Api> apis, final ReceiverContext service, final Refusals refusals)
            throws IOException {
        this(config, Bounds.ofThisProcess(), apis, service, refusals);
    }

    /** The same where history is read from other machines. */
    public static HttpServer ofRemoteHistory(
            final HttpConfig config, final List<Api> apis, final ReceiverContext service, final Refusals refusals)
            throws IOException {
        return new HttpServer(config, Bounds.ofThisProcess().withReaders(REMOTE_READERS), apis, service, refusals);
    }

    HttpServer(
            final HttpConfig config,
            final Bounds bounds,
            final List<Api> apis,
            final ReceiverContext service,
            final Refusals refusals)
            throws IOException {
        this.config = config;
        final Runnable onRefused = () -> service.counters().increment(HttpCounter.FILES_REFUSED);
        passes = new LocalPasses(service.clock());
        access = new AccessRules(config.tokenFile(), config.rateLimit(), passes, onRefused);
        certificate = config.tls().isOn()
                ? new TlsCertificate(config.tls().certificate(), config.tls().key(), service.clock(), onRefused)
                : null;
        final IoHandlerFactory io = MeasuredIoHandler.of(
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory(), service.clock());
        loop = new MultiThreadIoEventLoopGroup(1, new NamedThreads("leela-http", service.onError()), io);
        sends = new ShortTurns(
                loop.next(),
                task -> loop.next().schedule(task, 0, TimeUnit.NANOSECONDS).addListener(done -> {}),
                service.clock());
        workers = new Workers("leela-http-w", bounds.readers, HttpLimits.MAX_QUERIES, service.onError());
        // one for each, so that a short computation never waits for a long one's end; a few go on at a time
        computers = new Workers(
                "leela-http-c", 2 * HttpLimits.MAX_QUERIES, HttpLimits.MAX_QUERIES, IDLE_SECONDS, service.onError());
        final ComputingTurns turns = new ComputingTurns(Math.max(1, bounds.cores - 1), service.clock());
        // half of the memory for what arrives, the other for the bodies that are unpacked just now
        final int maxBody = (int) Math.min(config.maxBody(), bounds.memory / 2);
        final int bodies = (int) Math.max(1, Math.min(bounds.cores / 2, bounds.memory / 2 / maxBody));
        decoders = new Workers("leela-http-b", bodies, HttpLimits.MAX_QUERIES, service.onError());
        // one: a flood of handshakes takes one core at most, and waits behind itself
        handshakes = new Workers("leela-http-t", 1, HttpLimits.MAX_CONNECTIONS, service.onError());
        final MemoryBudget memory =
                new MemoryBudget(bounds.memory - (long) bodies * maxBody, HttpCounter.MEMORY, service.counters());
        open = new OpenConnections(bounds.connections, memory, service.clock(), service.counters());
        // later: who asks may be a connection in the middle of its request
        access.onChanged(former -> loop.next().execute(() -> open.endRevoked(former)));
        final AnswerHeaders headers = new AnswerHeaders(service.clock(), config.corsOrigin(), access.isRequired());
        context = new ConnectionContext(
                Router.of(
                        apis,
                        new Reads(
                                workers,
                                computers,
                                turns,
                                decoders,
                                sends,
                                loop.next(),
                                service.counters(),
                                service.clock(),
                                service.onError())),
                headers,
                access,
                new SiteRules(config.corsOrigin(), !access.isRequired() && isLoopback(config.address())),
                maxBody,
                service.counters(),
                service.clock(),
                open,
                new Evidence(refusals, "http"),
                service.onError());
        channels = new DefaultChannelGroup(loop.next(), true);
    }

    private static boolean isLoopback(final String address) {
        final InetAddress known = new InetSocketAddress(address, 0).getAddress();
        return known != null && known.isLoopbackAddress();
    }

    /**
     * Loads Netty's native library by way of this folder, where it is unpacked for a moment; to be called first. Where
     * there is none for the platform, the JDK's sockets serve.
     */
    public static boolean loadLibraryFrom(final Path folder) {
        System.setProperty("io.netty.native.workdir", folder.toString());
        return Epoll.isAvailable();
    }

    /** Has the port; whoever connects waits for {@link #start}. */
    public void bind() throws IOException {
        final ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        // else it is one: epoll tells of no more, and Netty does not look
                        new AdaptiveRecvByteBufAllocator()
                                .respectMaybeMoreData(false)
                                .maxMessagesPerRead(ACCEPTED_AT_ONCE))
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new Pipeline())
                .bind(new InetSocketAddress(config.address(), config.port()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "http: cannot listen on " + config.address() + ":" + config.port() + ": "
                            + bound.cause().getMessage()
                            + PortInUse.hint(
                                    "http", false, config.port(), bound.cause().getMessage()),
                    bound.cause());
        }
        listening = bound.channel();
    }

    /** Serves; binds where that was not done. */
    public void start() throws IOException {
        if (listening == null) {
            bind();
        }
        listening.config().setAutoRead(true);
        loop.next().execute(this::sweep);
        loop.next()
                .scheduleAtFixedRate(this::sweep, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS)
                .addListener(ended -> {});
    }

    private void sweep() {
        open.sweep();
        access.watch(context.clock().timeNs());
        if (certificate != null) {
            certificate.watch();
            context.counters().set(HttpCounter.CERTIFICATE_ENDS, certificate.endSeconds());
        }
    }

    /** What somebody should mend, though it answers; empty where there is nothing. Thread: any. */
    public String fault() {
        final String ofTokens = access.fault();
        return certificate == null || !ofTokens.isEmpty() ? ofTokens : certificate.fault();
    }

    /** What people should know of how it is reached, behind a semicolon; empty where there is nothing. Thread: any. */
    public String note() {
        return certificate == null ? "" : "; " + certificate.note();
    }

    /** Tokens beside those of the file, for who is known by other means. */
    public LocalPasses passes() {
        return passes;
    }

    /** Where clients connect to; the port is the real one. */
    public InetSocketAddress address() {
        return ((ServerSocketChannel) listening).localAddress();
    }

    /** Takes no more connections, lets answers in work end for a while, and closes what is left. Idempotent. */
    @Override
    public void close() {
        if (loop.isShuttingDown()) {
            return;
        }
        if (listening != null) {
            listening.close().awaitUninterruptibly(END_WAIT_MS);
            loop.next().submit(open::closeSoon).awaitUninterruptibly(END_WAIT_MS);
            channels.newCloseFuture().awaitUninterruptibly(END_WAIT_MS);
            channels.close().awaitUninterruptibly(END_WAIT_MS);
        }
        workers.close();
        computers.close();
        decoders.close();
        handshakes.close();
        loop.next().submit(sends::runAll).awaitUninterruptibly(END_WAIT_MS);
        loop.shutdownGracefully(0, END_WAIT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(2 * END_WAIT_MS);
    }

    /** Whoever speaks plain HTTP sees no more than a connection that is reset; here it is told of whom. */
    private void onHandshakeFailed(final Channel channel, final Throwable why) {
        context.counters().increment(HttpCounter.HANDSHAKES_FAILED);
        final long nowNs = context.clock().timeNs();
        if (why instanceof NotSslRecordException && context.evidence().isWanted(HttpCounter.REFUSED, nowNs)) {
            context.evidence().sender(() -> sender(channel), () -> 0);
            context.evidence().begin(new UnsafeBuffer(new byte[0]), 0);
            context.evidence()
                    .keep(
                            HttpCounter.REFUSED,
                            nowNs,
                            "What came is no TLS, and this port speaks nothing else: https in the sender's URL",
                            new byte[0]);
        }
    }

    private static String sender(final Channel channel) {
        return channel.remoteAddress() instanceof final InetSocketAddress client
                ? client.getAddress().getHostAddress() + ":" + client.getPort()
                : "";
    }

    /** What stands between a socket and its connection's state. */
    private final class Pipeline extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(final Channel channel) {
            channels.add(channel);
            final HttpDecoderConfig limits = new HttpDecoderConfig()
                    .setMaxInitialLineLength(HttpLimits.MAX_LINE)
                    .setMaxHeaderSize(HttpLimits.MAX_HEADERS)
                    .setMaxChunkSize(BodySizedReads.MOST_OF_BODY)
                    .setHeadersFactory(FewHeaders.FACTORY)
                    .setTrailersFactory(FewHeaders.FACTORY);
            final ReadPortions portions = new ReadPortions();
            channel.config().setRecvByteBufAllocator(new BodySizedReads(portions, HttpLimits.MAX_READ));
            if (certificate != null) {
                channel.pipeline()
                        .addLast(
                                certificate.handler(channel.alloc(), handshakes),
                                new TlsFaults(why -> onHandshakeFailed(channel, why)));
            }
            channel.pipeline()
                    .addLast(
                            portions,
                            new HttpServerCodec(limits, HttpLimits.MAX_AHEAD),
                            new HttpConnection(context, portions));
        }
    }
}
