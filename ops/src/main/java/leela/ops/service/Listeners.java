package leela.ops.service;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import leela.adapters.re2.Re2Patterns;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.ring.Source;
import leela.engine.runtime.HeapShare;
import leela.engine.spi.KeyPattern;
import leela.io.http.Api;
import leela.io.http.HttpServer;
import leela.io.http.graphite.GraphiteApi;
import leela.io.http.live.LiveApi;
import leela.io.http.live.LiveConfig;
import leela.io.http.prometheus.RemoteReadApi;
import leela.io.http.status.LatencyFamily;
import leela.io.http.status.Readiness;
import leela.io.http.status.StatusApi;
import leela.io.http.v1.V1Api;
import leela.io.http.v1.query.QueryApi;
import leela.io.http.write.CollectdApi;
import leela.io.http.write.Door;
import leela.io.http.write.InfluxApi;
import leela.io.http.write.OpenTsdbApi;
import leela.io.http.write.RemoteWriteApi;
import leela.io.input.DatagramInput;
import leela.io.input.DatagramProtocol;
import leela.io.input.collectd.CollectdSettings;
import leela.io.input.collectd.PostedBodies;
import leela.io.input.influx.InfluxProtocol;
import leela.io.input.opentsdb.PostedPoints;
import leela.io.input.prometheus.WriteRequestBody;
import leela.io.input.statsd.Statsd;
import leela.io.input.statsd.StatsdCounter;
import leela.io.input.text.DatabusProtocol;
import leela.io.input.text.TextProtocol;
import leela.io.output.multicast.MulticastCounter;
import leela.io.output.multicast.MulticastHandler;
import leela.io.output.multicast.ParentRegistration;
import leela.io.output.multicast.RegistrationDecoder;
import leela.io.output.proc.ProcConfig;
import leela.io.output.proc.ProcServer;
import leela.io.socket.DescriptorLimit;
import leela.io.socket.MemoryBudget;
import leela.io.socket.OwnSockets;
import leela.io.socket.ReceiverContext;
import leela.io.transport.tcp.TcpCounter;
import leela.io.transport.unix.UnixDatagramReceiver;
import leela.ops.admin.ControlCommand;
import leela.ops.admin.ControlServer;
import leela.ops.admin.access.PassControl;
import leela.ops.alert.AlertService;
import leela.ops.check.ConfigCheck;
import leela.ops.config.Config;
import leela.ops.config.DmprocConfig;
import leela.ops.config.StatsdConfig;
import leela.ops.config.StorageBackend;
import leela.ops.config.TimelineConfig;
import leela.ops.host.HostNeeds;
import leela.ops.input.TcpInput;
import leela.ops.input.UdpInput;
import leela.ops.input.UdpInputs;
import leela.ops.web.WebFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every socket of the service: bound when built, serving once started, and closed before what is behind it.
 * Thread: the one that builds and closes the service; each listener has its own.
 * Errors: {@link StartException} where a port or path cannot be had.
 */
final class Listeners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final long DROPS_PERIOD_MS = 1000;
    /** How often it is looked whether a window is over. */
    private static final long WINDOWS_PERIOD_MS = 100;

    private final Config config;
    private final EngineCore core;
    private final QueryRegistry queries;
    private final ReceiverContext context;
    private final PeriodicTasks watch;
    private final CloseStack closing = new CloseStack();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final OwnSockets own = new OwnSockets();
    private Optional<ControlCommand> passes = Optional.empty();
    private final List<Runnable> starts = new ArrayList<>();

    Listeners(
            final Config config,
            final EngineCore core,
            final QueryRegistry queries,
            final ReceiverContext context,
            final PeriodicTasks watch) {
        this.config = config;
        this.core = core;
        this.queries = queries;
        this.context = context;
        this.watch = watch;
    }

    /** Binds every listener that the configuration enables, these inputs, and the control socket. */
    void open(
            final List<UdpInput> inputs,
            final List<TcpInput> connected,
            final MulticastHandler multicast,
            final Storage storage,
            final Readiness readiness,
            final AlertService alerts,
            final List<LatencyFamily> latencies,
            final List<ControlCommand> commands) {
        inputs.forEach(this::open);
        openTcp(connected);
        openStatsd();
        openHttp(storage, readiness, alerts, latencies);
        final TimelineConfig timeline = config.timeline();
        open("timeline-databus", timeline.databus(), new DatabusProtocol(multicast::hasPeers), "leela-databus");
        open("dmproc-databus", config.dmproc().databus(), TextProtocol.QUERIES, "leela-dmbus");
        final Counters counters = context.counters();
        open(
                "timeline-multicast",
                timeline.multicast(),
                DatagramInput.withoutEntries(
                        RegistrationDecoder.multicast(multicast, own, core.ring(), counters),
                        MulticastCounter.MULTICAST_REGISTRATIONS),
                "leela-multicast");
        open(
                "timeline-anycast",
                timeline.anycast(),
                DatagramInput.withoutEntries(
                        RegistrationDecoder.anycast(multicast, own, core.ring(), counters),
                        MulticastCounter.ANYCAST_REGISTRATIONS),
                "leela-anycast");
        openProc();
        joinParent();
        openControl(commands);
        DescriptorLimit.check(HostNeeds.openFiles(config));
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

    private void open(final UdpInput input) {
        if (!input.config().enabled()) {
            return;
        }
        final UdpListener listener = closing.add(new UdpListener(input, core, context));
        listeners.addAll(listener.listeners());
        starts.add(listener::start);
        starts.add(() -> watch.every(DROPS_PERIOD_MS, listener::readDrops));
    }

    private void openTcp(final List<TcpInput> inputs) {
        // each port has a part, so that who fills one closes nobody at another
        final long part = HeapShare.SENDERS.bytes() / inputs.size();
        for (final TcpInput input : inputs) {
            if (input.config().enabled()) {
                final MemoryBudget memory = new MemoryBudget(part, TcpCounter.MEMORY, context.counters());
                final TcpListener listener = closing.add(new TcpListener(input, core, memory, context));
                listeners.addAll(listener.listeners());
                starts.add(listener::start);
            }
        }
    }

    /** What is behind the sockets is closed after them, and gives the window that is open. */
    private void openStatsd() {
        final StatsdConfig asked = config.statsd();
        if (!asked.udp().enabled()) {
            return;
        }
        final Statsd statsd =
                closing.add(new Statsd(asked.settings(), core.producer(Statsd.FLUSHED), context.counters()));
        open(new UdpInput(asked.udp(), new Counter[0], StatsdCounter.KERNEL_DROPS, any -> statsd.overUdp()));
        open("statsd-socket", asked.socket(), statsd.overUnix(), "leela-statsdbus");
        starts.add(() ->
                watch.every(WINDOWS_PERIOD_MS, () -> statsd.roll(context.clock().timeNs())));
    }

    private void openHttp(
            final Storage storage,
            final Readiness readiness,
            final AlertService alerts,
            final List<LatencyFamily> latencies) {
        if (!config.http().enabled()) {
            return;
        }
        ConfigCheck.openWarning(config.http()).ifPresent(warning -> LOG.warn("event=http_open reason=\"{}\"", warning));
        final LiveApi live = live();
        final List<Api> apis = apis(storage, readiness, alerts, latencies);
        apis.add(live);
        apis.add(WebFiles.page());
        try {
            final HttpServer server = closing.add(
                    config.storageBackend() == StorageBackend.CASSANDRA
                            ? HttpServer.ofRemoteHistory(config.http(), apis, context, core.refusals())
                            : new HttpServer(config.http(), apis, context, core.refusals()));
            closing.add(live);
            server.bind();
            passes = Optional.of(new PassControl(server.passes()));
            starts.add(() -> start(server));
        } catch (final IOException refused) {
            throw new StartException(ConfigCheck.tokenFault(refused), refused);
        }
    }

    private List<Api> apis(
            final Storage storage,
            final Readiness readiness,
            final AlertService alerts,
            final List<LatencyFamily> latencies) {
        final Counters counters = context.counters();
        final String version = Version.current();
        final KeyPattern.Compiler patterns = new Re2Patterns();
        final List<Api> apis = new ArrayList<>(List.of(
                new V1Api(
                        core.producer(V1Api.SOURCE),
                        core.refusals(),
                        storage.history(),
                        storage.deletion(core.ring(), core::release),
                        storage.health(),
                        patterns,
                        counters,
                        version,
                        context.clock(),
                        context.onError()),
                new QueryApi(
                        storage.history(),
                        storage.health(),
                        patterns,
                        counters,
                        context.clock(),
                        config.storage().resolution().toNanos()),
                new GraphiteApi(storage.history(), storage.health(), counters, context.clock()),
                new RemoteReadApi(storage.history(), storage.health(), counters, context.clock(), patterns),
                new StatusApi(counters, latencies, readiness, alerts.registry()::shownCounts, version, context.clock()),
                closing.add(alerts.api(config.alerts().link(), context.clock(), context.onError())),
                new CollectdApi(door(PostedBodies.SOURCE, storage), collectdSettings())));
        apis.add(
                config.influx().enabled()
                        ? new InfluxApi(door(InfluxProtocol.HTTP, storage), version)
                        : closed("influx", "/write", "/api/v2/write", "/query", "/ping", "/health"));
        apis.add(
                config.remoteWrite()
                        ? new RemoteWriteApi(door(WriteRequestBody.SOURCE, storage))
                        : closed("prometheus", "/api/v1/write"));
        apis.add(
                config.opentsdb().enabled()
                        ? new OpenTsdbApi(door(PostedPoints.SOURCE, storage))
                        : closed("opentsdb", "/api/put"));
        return apis;
    }

    private LiveApi live() {
        return new LiveApi(
                queries,
                core.table(),
                new Re2Patterns(),
                new LiveConfig(config.dmproc().clientBuffer(), HeapShare.LIVE_CLIENTS.bytes()),
                context);
    }

    /** Says which section of the configuration opens these paths. */
    private static Api closed(final String section, final String... paths) {
        return (routes, reads) -> routes.close(section + ".enabled is false", paths);
    }

    private CollectdSettings collectdSettings() {
        try {
            return UdpInputs.collectdSettings(config.collectd(), context.counters());
        } catch (final IllegalArgumentException unreadable) {
            throw new StartException(unreadable.getMessage(), unreadable);
        }
    }

    private Door door(final Source source, final Storage storage) {
        return new Door(
                core.producer(source),
                storage.health(),
                storage.barrier(core.ring()),
                context.counters(),
                context.clock());
    }

    private void start(final HttpServer server) {
        try {
            server.start();
            final String open = ConfigCheck.openWarning(config.http()).isPresent()
                    ? "; open to all who reach it: no http.token_file"
                    : "";
            listeners.add(
                    new Listener("http", Addresses.text(server.address()), server::fault, () -> server.note() + open));
        } catch (final IOException refused) {
            throw new StartException(refused.getMessage(), refused);
        }
    }

    private void openProc() {
        final DmprocConfig dmproc = config.dmproc();
        try {
            final ProcServer server = closing.add(new ProcServer(
                    new ProcConfig(
                            config.leela().socket(dmproc.proc()),
                            dmproc.clientBuffer(),
                            dmproc.maxClients(),
                            HeapShare.PROC_CLIENTS.bytes(),
                            config.leela().group()),
                    queries,
                    context));
            listening("dmproc-proc", server.path());
            starts.add(server::start);
        } catch (final IOException refused) {
            throw new StartException(refused.getMessage(), refused);
        }
    }

    private void openControl(final List<ControlCommand> commands) {
        try {
            final List<ControlCommand> all = new ArrayList<>(commands);
            passes.ifPresent(all::add);
            final ControlServer server = closing.add(new ControlServer(config.leela(), all, context));
            listening("control", server.path());
            starts.add(server::start);
        } catch (final IOException refused) {
            throw new StartException(refused.getMessage(), refused);
        }
    }

    private void listening(final String name, final Path socket) throws IOException {
        own.add(socket);
        listeners.add(new Listener(name, socket.toString()));
    }

    private void joinParent() {
        final DmprocConfig dmproc = config.dmproc();
        if (dmproc.parent().isEmpty()) {
            return;
        }
        final Path parent = Path.of(dmproc.parent());
        if (own.isAt(parent)) {
            throw new StartException("dmproc.parent: " + parent
                    + " is this engine's own socket (expected: the timeline-multicast of another engine)");
        }
        try {
            final ParentRegistration registration = closing.add(
                    new ParentRegistration(parent, config.leela().socket(dmproc.databus()), context.onError()));
            starts.add(registration::start);
        } catch (final IOException refused) {
            throw new StartException("dmproc.parent: " + refused.getMessage(), refused);
        }
    }

    private void open(
            final String name, final String socket, final DatagramProtocol protocol, final String threadName) {
        open(name, socket, protocol.input(core.producer(protocol.source())), threadName);
    }

    private void open(final String name, final String socket, final DatagramInput input, final String threadName) {
        try {
            final UnixDatagramReceiver receiver = closing.add(
                    new UnixDatagramReceiver(threadName, config.leela().socket(socket), input, context));
            listening(name, receiver.path());
            starts.add(receiver::start);
        } catch (final IOException refused) {
            throw new StartException(refused.getMessage(), refused);
        }
    }
}
