package leela.ops.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.history.History;
import leela.engine.ring.Source;
import leela.io.http.Api;
import leela.io.http.HttpServer;
import leela.io.http.status.Readiness;
import leela.io.http.status.StatusApi;
import leela.io.http.v1.V1Api;
import leela.io.input.DatagramDecoder;
import leela.io.input.collectd.CollectdConfig;
import leela.io.input.collectd.CollectdSettings;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.text.TextCounter;
import leela.io.input.text.TextDecoder;
import leela.io.input.text.TextDialect;
import leela.io.output.multicast.MulticastCounter;
import leela.io.output.multicast.MulticastHandler;
import leela.io.output.multicast.ParentRegistration;
import leela.io.output.multicast.RegistrationDecoder;
import leela.io.output.proc.ProcConfig;
import leela.io.output.proc.ProcServer;
import leela.io.socket.ReceiverContext;
import leela.io.transport.udp.UdpReceiver;
import leela.io.transport.unix.UnixDatagramReceiver;
import leela.ops.config.Config;
import leela.ops.config.DmprocConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every socket of the service: bound when built, serving once started, and closed before what is behind it.
 * Thread: the one that builds and closes the service; each door has its own.
 * Errors: {@link StartException} where a port or path cannot be had.
 */
final class Listeners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final long DROPS_PERIOD_MS = 1000;

    private final Config config;
    private final Core core;
    private final QueryRegistry queries;
    private final ReceiverContext context;
    private final PeriodicTasks watch;
    private final CloseStack closing = new CloseStack();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> starts = new ArrayList<>();

    Listeners(
            final Config config,
            final Core core,
            final QueryRegistry queries,
            final ReceiverContext context,
            final PeriodicTasks watch) {
        this.config = config;
        this.core = core;
        this.queries = queries;
        this.context = context;
        this.watch = watch;
    }

    /** Binds every door that the configuration enables. */
    void open(final MulticastHandler multicast, final History history, final Readiness readiness) {
        openUdp();
        openCollectd();
        openHttp(history, readiness);
        open(
                "timeline-databus",
                config.timeline().databus(),
                new TextDecoder(core.producer(Source.DATABUS), TextDialect.DATABUS),
                TextCounter.DATABUS_DATAGRAMS,
                "leela-databus");
        open(
                "dmproc-databus",
                config.dmproc().databus(),
                new TextDecoder(core.producer(Source.QUERIES), TextDialect.EVENTS),
                TextCounter.QUERY_DATABUS_DATAGRAMS,
                "leela-dmbus");
        open(
                "timeline-multicast",
                config.timeline().multicast(),
                RegistrationDecoder.multicast(multicast, core.ring(), context.counters()),
                MulticastCounter.MULTICAST_REGISTRATIONS,
                "leela-multicast");
        open(
                "timeline-anycast",
                config.timeline().anycast(),
                RegistrationDecoder.anycast(multicast, core.ring(), context.counters()),
                MulticastCounter.ANYCAST_REGISTRATIONS,
                "leela-anycast");
        openProc();
        joinParent();
    }

    void start() {
        starts.forEach(Runnable::run);
    }

    List<Listener> listeners() {
        return listeners;
    }

    @Override
    public void close() {
        closing.close();
    }

    private void openUdp() {
        if (config.udp().enabled()) {
            open(new UdpListener(
                    config.udp(),
                    TextCounter.KERNEL_DROPS,
                    context.counters(),
                    () -> new TextDecoder(core.producer(Source.UDP), TextDialect.UDP),
                    (name, endpoint, decoder) -> UdpReceiver.text(name, endpoint, decoder, context)));
        }
    }

    private void openCollectd() {
        if (config.collectdDoor().enabled()) {
            final CollectdSettings settings = collectdSettings();
            open(new UdpListener(
                    config.collectdDoor(),
                    CollectdCounter.KERNEL_DROPS,
                    context.counters(),
                    () -> settings.decoder(core.producer(Source.COLLECTD)),
                    (name, endpoint, decoder) -> UdpReceiver.collectd(name, endpoint, decoder, context)));
        }
    }

    private CollectdSettings collectdSettings() {
        final CollectdConfig asked = config.collectd();
        final List<Path> typesDb =
                asked.typesDb().stream().filter(Listeners::isThere).toList();
        try {
            return new CollectdSettings(
                    new CollectdConfig(
                            asked.securityLevel(),
                            asked.authFile(),
                            typesDb,
                            asked.keyTemplate(),
                            asked.hostSeparator(),
                            asked.instanceSeparator(),
                            asked.replayWindow()),
                    context.counters());
        } catch (final IllegalArgumentException unreadable) {
            throw new StartException(unreadable.getMessage(), unreadable);
        }
    }

    private static boolean isThere(final Path typesDb) {
        if (Files.exists(typesDb)) {
            return true;
        }
        LOG.warn("event=types_db_missing file={} note=\"values of types go by index\"", typesDb);
        return false;
    }

    private void openHttp(final History history, final Readiness readiness) {
        if (!config.http().enabled()) {
            return;
        }
        try {
            final HttpServer server = closing.add(new HttpServer(config.http(), apis(history, readiness), context));
            starts.add(() -> start(server));
        } catch (final IOException refused) {
            throw new StartException(refused.getMessage(), refused);
        }
    }

    private List<Api> apis(final History history, final Readiness readiness) {
        final Counters counters = context.counters();
        final String version = Version.current();
        return List.of(
                new V1Api(core.producer(Source.HTTP), history, counters, version, context.clock(), context.onError()),
                new StatusApi(counters, readiness, version, context.clock()));
    }

    private void start(final HttpServer server) {
        try {
            server.start();
            listeners.add(new Listener("http", Addresses.text(server.address())));
        } catch (final IOException refused) {
            throw new StartException(refused.getMessage(), refused);
        }
    }

    private void openProc() {
        final DmprocConfig dmproc = config.dmproc();
        try {
            final ProcServer server = closing.add(new ProcServer(
                    new ProcConfig(config.leela().socket(dmproc.proc()), dmproc.clientBuffer(), dmproc.maxQueries()),
                    queries,
                    context));
            listeners.add(new Listener("dmproc-proc", server.path().toString()));
            starts.add(server::start);
        } catch (final IOException refused) {
            throw new StartException(refused.getMessage(), refused);
        }
    }

    private void joinParent() {
        final DmprocConfig dmproc = config.dmproc();
        if (dmproc.parent().isEmpty()) {
            return;
        }
        try {
            final ParentRegistration registration = closing.add(new ParentRegistration(
                    Path.of(dmproc.parent()), config.leela().socket(dmproc.databus()), context.onError()));
            starts.add(registration::start);
        } catch (final IOException refused) {
            throw new StartException("dmproc.parent: " + refused.getMessage(), refused);
        }
    }

    private void open(final UdpListener door) {
        closing.add(door);
        listeners.addAll(door.listeners());
        starts.add(door::start);
        starts.add(() -> watch.every(DROPS_PERIOD_MS, door::readDrops));
    }

    private void open(
            final String name,
            final String socket,
            final DatagramDecoder decoder,
            final Counter datagrams,
            final String threadName) {
        try {
            final UnixDatagramReceiver receiver = closing.add(
                    new UnixDatagramReceiver(threadName, config.leela().socket(socket), decoder, datagrams, context));
            listeners.add(new Listener(name, receiver.path().toString()));
            starts.add(receiver::start);
        } catch (final IOException refused) {
            throw new StartException(refused.getMessage(), refused);
        }
    }
}
