package leela.ops.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import leela.adapters.chat.ChatService;
import leela.adapters.re2.Re2Patterns;
import leela.engine.alert.registry.LoadedAlerts;
import leela.engine.counters.Counters;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.dmproc.recording.RecordedResults;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.dmproc.warm.PastReader;
import leela.engine.dmproc.warm.WarmStarts;
import leela.engine.history.History;
import leela.engine.notify.Notifier;
import leela.engine.refusal.Refusals;
import leela.engine.ring.Handler;
import leela.engine.ring.Source;
import leela.engine.runtime.Clock;
import leela.engine.series.SeriesTable;
import leela.engine.spi.PastPoints;
import leela.io.http.status.Readiness;
import leela.io.journal.JournalCounter;
import leela.io.output.multicast.MulticastHandler;
import leela.io.socket.ReceiverContext;
import leela.ops.admin.AlertsControl;
import leela.ops.admin.BackupControl;
import leela.ops.admin.KeysControl;
import leela.ops.admin.ListenersControl;
import leela.ops.admin.NewSeriesControl;
import leela.ops.admin.NotifyControl;
import leela.ops.admin.PartsControl;
import leela.ops.admin.QueriesControl;
import leela.ops.admin.QuoteControl;
import leela.ops.admin.RefusedControl;
import leela.ops.admin.ReloadControl;
import leela.ops.admin.SeriesControl;
import leela.ops.admin.ThreadsControl;
import leela.ops.alert.AlertService;
import leela.ops.config.Config;
import leela.ops.config.ConfigException;
import leela.ops.config.DirectoryConfig;
import leela.ops.config.DmprocConfig;
import leela.ops.host.DataDirWatch;
import leela.ops.input.InputWatches;
import leela.ops.input.TcpInput;
import leela.ops.input.TcpInputs;
import leela.ops.input.UdpInput;
import leela.ops.input.UdpInputs;
import leela.ops.notify.AlertMessages;
import leela.ops.notify.SharedAlerts;
import leela.ops.queries.PartlyFollowed;
import leela.ops.reload.Reloaded;
import org.agrona.CloseHelper;

/**
 * The composition root: every part of a running engine, built from the stores up, started from the handlers out to the
 * listeners, and closed the other way, so that what came in is seen through.
 * Thread: any one; the parts have their own.
 * Errors: {@link StartException} with one plain sentence, after what had been built is closed again.
 */
public final class Service implements AutoCloseable {

    private static final long SILENCES_PERIOD_MS = 1000;
    private static final long FIGURES_PERIOD_MS = 5000;

    private final CloseStack closing;
    private final Config config;
    private final DataDirectory data;
    private final Clock clock;
    private final String earlierEnd;
    private final Counters counters;
    private final ErrorReporter errors;
    private final Storage storage;
    private final EngineCore core;
    private final QueryRegistry registry;
    private final PeriodicTasks watch;
    private final AlertMessages messages;
    private final AlertService alerts;
    private final Listeners listeners;
    private final List<Runnable> starts = new ArrayList<>();
    /** Where nobody reads the configuration, its alerts are read again. */
    private volatile Supplier<Reloaded> reload;

    /**
     * Builds and starts everything; {@code onFatal} is called once the service is broken beyond repair and should be
     * closed.
     */
    public static Service launch(final Config config, final Clock clock, final Runnable onFatal) {
        return launch(config, UdpInputs.of(config), clock, onFatal);
    }

    /** The same with these inputs over UDP. */
    static Service launch(final Config config, final List<UdpInput> inputs, final Clock clock, final Runnable onFatal) {
        final CloseStack closing = new CloseStack();
        try {
            final Service service = new Service(config, inputs, clock, closing, onFatal);
            // from here on something may come in
            service.data.keep();
            service.starts.forEach(Runnable::run);
            return service;
        } catch (final RuntimeException failed) {
            closeAfter(failed, closing);
            throw failed;
        }
    }

    private Service(
            final Config config,
            final List<UdpInput> inputs,
            final Clock clock,
            final CloseStack closing,
            final Runnable onFatal) {
        this.config = config;
        this.clock = clock;
        this.closing = closing;
        reload = () -> new Reloaded(loadAlerts(config.alerts().files()), List.of());
        final List<TcpInput> connected = TcpInputs.of(config, Version.current());
        data = closing.add(new DataDirectory(config.leela()));
        data.dropUnlessKept();
        earlierEnd = data.earlierEnd();
        NativeLibraries.load(config, data.folder());
        counters = data.counters(
                CounterCatalogue.with(inputs, connected),
                ProcessHandle.current().pid(),
                clock.timeNs());
        errors = new ErrorReporter(data.errors(), clock, onFatal);
        final SeriesTable table = EngineCore.table(config.engine(), counters);
        final QueryLimits limits = queryLimits(config.dmproc());
        final StandingQueries queries = new StandingQueries(limits, clock, counters, errors);
        storage = closing.add(new Storage(config, data, table, clock, counters, errors));
        starts.add(storage::start);
        starts.add(() -> queries.startAt(storage.position()));
        storage.settings(limits.toBytes());
        final MulticastHandler multicast = new MulticastHandler(clock, counters);
        final List<Handler> handlers = new ArrayList<>(List.of(queries, multicast));
        handlers.addAll(storage.handlers());
        final AtomicReference<AlertService> late = new AtomicReference<>();
        // what the last entries change is still kept
        closing.add(() -> CloseHelper.close(late.get()));
        core = closing.add(
                new EngineCore(config, clock, counters, errors, new Refusals(new RefusalLog()), table, handlers));
        registry = new QueryRegistry(queries, core.ring(), new Re2Patterns(), limits, counters);
        storage.past(core.ring(), table).ifPresent(past -> fill(queries, past));
        starts.add(core::start);
        final RecordedResults recorded =
                closing.add(new RecordedResults(core.producer(Source.RECORDED), clock, counters, errors));
        queries.recordTo(recorded);
        starts.add(recorded::start);
        Supplier<List<Readiness.Part>> chatParts = List::of;
        Optional<ChatService> chats = Optional.empty();
        if (config.xmpp().enabled()) {
            final ChatService chat = closing.add(ChatWiring.service(
                    config, data.folder(), registry, new ChatService.Context(table, clock, counters, errors)));
            starts.add(chat::start);
            chatParts = () -> ChatWiring.parts(chat);
            chats = Optional.of(chat);
        }
        messages = closing.add(alertMessages(data.folder(), chats.map(ChatService::texts)));
        alerts = new AlertService(
                new AlertService.Setup(
                        registry,
                        body -> core.ring().execute(queries, body),
                        new MatchingSeries(table, clock),
                        storage.history(),
                        data.folder(),
                        clock,
                        counters,
                        errors),
                messages.recipients());
        late.set(alerts);
        alerts.commands().fatesBy(messages::fate);
        alerts.registry().deliverTo(messages::onTransition);
        alerts.registry().deliverLateTo(messages::onLate);
        alerts.registry().onSeen(messages::onSeen);
        messages.tellAgainWhile(alerts.registry()::stands);
        chats.ifPresent(chat -> chat.alerts(alerts.commands()));
        final Optional<SharedAlerts> shared = sharedAlerts(data.folder());
        shared.ifPresent(one -> starts.add(one::withdraw));
        starts.add(messages::start);
        starts.add(() -> alerts.registry().start(messages.highestAccepted()));
        starts.add(() -> messages.standing(alerts.registry().newest()));
        starts.add(() -> alerts.loadFirst(config.alerts().files()));
        shared.ifPresent(one -> starts.add(one::start));
        watch = closing.add(new PeriodicTasks(errors));
        listeners =
                closing.add(new Listeners(config, core, registry, new ReceiverContext(clock, counters, errors), watch));
        messages.repeatBy((periodMs, body) -> watch.every(periodMs, body::run));
        starts.add(() -> watch.every(SILENCES_PERIOD_MS, alerts.registry()::tellUnsilenced));
        starts.add(() -> watch.every(FIGURES_PERIOD_MS, () -> errors.lookAtStore(storage.isRefused())));
        final PartlyFollowed partly = new PartlyFollowed(registry::running);
        starts.add(() -> watch.every(FIGURES_PERIOD_MS, partly::look));
        final InputWatches coming = new InputWatches(table, core.refusals(), inputs, clock, counters);
        starts.add(() -> watch.every(FIGURES_PERIOD_MS, coming::look));
        final DataDirWatch room = new DataDirWatch(data.folder(), counters);
        starts.add(room::look);
        starts.add(() -> watch.every(FIGURES_PERIOD_MS, room::look));
        final Readiness readiness = new ServiceReadiness(
                errors,
                storage,
                List.of(
                        chatParts,
                        messages::parts,
                        alerts::parts,
                        partly::parts,
                        coming::parts,
                        room::parts,
                        () -> shared.map(SharedAlerts::parts).orElse(List.of())),
                listeners.listeners());
        listeners.open(
                inputs,
                connected,
                multicast,
                storage,
                readiness,
                alerts,
                messages.latencies(),
                List.of(
                        new BackupControl(storage::backup),
                        new ReloadControl(() -> reload.get()),
                        new QueriesControl(registry),
                        new PartsControl(readiness),
                        new ThreadsControl(),
                        new KeysControl(storage.history(), storage.health(), new Re2Patterns()),
                        new RefusedControl(core.refusals()),
                        new NotifyControl(messages),
                        new AlertsControl(alerts, config.alerts().link()),
                        new QuoteControl(alerts),
                        new SeriesControl(new MatchingSeries(table, clock), new Re2Patterns()),
                        new NewSeriesControl(table, clock),
                        new ListenersControl(this::addresses)));
        starts.add(listeners::start);
        watchFigures(readiness);
    }

    /** New queries begin with what came before. */
    private void fill(final StandingQueries queries, final PastPoints past) {
        final WarmStarts warm = closing.add(new WarmStarts(past, errors));
        queries.fillFrom(
                closing.add(new PastReader(warm::offer, body -> core.ring().execute(queries, body), queries::onPast)));
        starts.add(warm::start);
    }

    /** Where it can be reached, in the order of the configuration. */
    public List<Listener> listeners() {
        return List.copyOf(listeners.listeners());
    }

    /** The address of the listener with this name. */
    public String address(final String name) {
        return listeners.listeners().stream()
                .filter(listener -> listener.name().equals(name))
                .map(Listener::address)
                .findFirst()
                .orElseThrow();
    }

    private Map<String, String> addresses() {
        return listeners.listeners().stream()
                .collect(Collectors.toMap(
                        Listener::name, Listener::address, (first, other) -> first, LinkedHashMap::new));
    }

    /** Runs the alerts of these files in place of those that it had; {@link ConfigException} for all that is wrong. */
    public LoadedAlerts loadAlerts(final List<Path> files) {
        return alerts.load(files);
    }

    /** Who asks for it by the control socket has the configuration read again so. */
    public void reloadBy(final Supplier<Reloaded> newReload) {
        reload = newReload;
    }

    public Counters counters() {
        return counters;
    }

    /** The read side of storage. */
    public History history() {
        return storage.history();
    }

    /** How the run before this one ended on this folder: {@code none}, {@code orderly} or {@code killed}. */
    public String earlierEnd() {
        return earlierEnd;
    }

    /** Entries that an earlier run left in the journal. */
    public long recovered() {
        return counters.read(JournalCounter.RECOVERED);
    }

    /** When the last came that an earlier run left in the journal; 0 where that is not known. */
    public long lastArrivalNs() {
        return storage.lastArrivalNs();
    }

    /** Entries in the journal that the store has not acknowledged. */
    public long waiting() {
        return counters.read(JournalCounter.WAITING);
    }

    /** Whether all that an earlier run left has been read. Thread: any. */
    public boolean hasWholeHistory() {
        return storage.health().isWhole();
    }

    /** Whether something was broken beyond repair. */
    public boolean isBroken() {
        return errors.isFatal();
    }

    /** How many distinct errors were caught so far. */
    public int distinctFaults() {
        return errors.distinctCount();
    }

    /** Calls {@code alive} every so often, as long as what arrives is seen by every handler. */
    public void whileAlive(final long periodMs, final Runnable alive) {
        watch.every(periodMs, () -> {
            if (!errors.isFatal() && core.drain()) {
                alive.run();
            }
        });
    }

    /** Waits until everything that has arrived has been seen by every handler; false if that takes too long. */
    public boolean drain() {
        return core.drain();
    }

    /** Listeners first, then what is behind them; every part is closed even if one fails. */
    @Override
    public void close() {
        closing.close();
    }

    private AlertMessages alertMessages(final Path folder, final Optional<Notifier<String>> texts) {
        try {
            return new AlertMessages(config, folder, texts, clock, counters, errors);
        } catch (final IllegalArgumentException refused) {
            throw new StartException(refused.getMessage(), refused);
        }
    }

    /** Where the directory is in Redis, other engines may be at it. */
    private Optional<SharedAlerts> sharedAlerts(final Path folder) {
        try {
            return config.directory().backend() == DirectoryConfig.Backend.REDIS
                    ? Optional.of(closing.add(new SharedAlerts(config, folder, alerts.registry(), messages, counters)))
                    : Optional.empty();
        } catch (final IllegalArgumentException noPassword) {
            throw new StartException(noPassword.getMessage(), noPassword);
        }
    }

    private void watchFigures(final Readiness readiness) {
        final SelfFigures figures = new SelfFigures(
                config.leela().node(),
                core.producer(Source.SELF),
                counters,
                clock,
                () -> readiness.parts().stream().filter(part -> !part.isReady()).count());
        starts.add(() -> watch.every(FIGURES_PERIOD_MS, figures::publish));
    }

    private static QueryLimits queryLimits(final DmprocConfig config) {
        final QueryLimits usual = QueryLimits.DEFAULT;
        // collectors need room to work in, whatever is asked for
        final long state = Math.min(config.maxState(), Runtime.getRuntime().maxMemory() / 2);
        return new QueryLimits(
                config.maxQueries(),
                usual.maxQueriesPerOwner(),
                state == DmprocConfig.SHARE_OF_HEAP ? usual.maxStateBytes() : state);
    }

    private static void closeAfter(final RuntimeException failed, final CloseStack closing) {
        try {
            closing.close();
        } catch (final RuntimeException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }
}
