package leela.ops.service;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import leela.adapters.chat.ChatService;
import leela.adapters.re2.Re2Patterns;
import leela.engine.agent.Clock;
import leela.engine.counters.Counters;
import leela.engine.dmproc.QueryLimits;
import leela.engine.dmproc.QueryRegistry;
import leela.engine.dmproc.StandingQueries;
import leela.engine.history.History;
import leela.engine.ring.Handler;
import leela.engine.ring.Source;
import leela.engine.series.SeriesTable;
import leela.io.ReceiverContext;
import leela.io.unix.MulticastHandler;
import leela.ops.config.Config;
import leela.ops.config.DmprocConfig;

/**
 * The composition root: every part of a running engine, built from the stores up, started from the handlers out to the doors, and
 * closed the other way, so that what came in is seen through.
 * Thread: any one; the parts have their own.
 * Errors: {@link StartException} with one plain sentence, after what had been built is closed again.
 */
public final class Service implements AutoCloseable {

    private static final long QUERIES_PERIOD_MS = 1000;
    private static final long BACKUPS_PERIOD_MS = 500;
    private static final long FIGURES_PERIOD_MS = 5000;

    private final Parts parts;
    private final Config config;
    private final Clock clock;
    private final Counters counters;
    private final Faults faults;
    private final Storage storage;
    private final Core core;
    private final QueryRegistry registry;
    private final Watch watch;
    private final Doors doors;
    private final List<Runnable> starts = new ArrayList<>();

    /** Builds and starts everything; {@code onFatal} is called once the service is broken beyond repair and should be closed. */
    public static Service launch(final Config config, final Clock clock, final Runnable onFatal) {
        final Parts parts = new Parts();
        try {
            final Service service = new Service(config, clock, parts, onFatal);
            service.starts.forEach(Runnable::run);
            return service;
        } catch (final RuntimeException failed) {
            closeAfter(failed, parts);
            throw failed;
        }
    }

    private Service(final Config config, final Clock clock, final Parts parts, final Runnable onFatal) {
        this.config = config;
        this.clock = clock;
        this.parts = parts;
        final DataDirectory data = parts.add(new DataDirectory(config.leela()));
        counters = data.counters(ProcessHandle.current().pid(), clock.timeNs());
        faults = new Faults(data.errors(), clock, onFatal);
        final SeriesTable table = Core.table(config.engine(), counters);
        final QueryLimits limits = queryLimits(config.dmproc());
        final StandingQueries queries = new StandingQueries(limits, clock, counters, faults);
        storage = parts.add(new Storage(config, data.folder(), clock, counters, faults));
        starts.add(storage::start);
        final MulticastHandler multicast = new MulticastHandler(clock, counters);
        final List<Handler> handlers = new ArrayList<>(List.of(queries, multicast));
        handlers.addAll(storage.handlers());
        core = parts.add(new Core(config, clock, counters, faults, table, handlers));
        registry = new QueryRegistry(queries, core.ring(), new Re2Patterns(), limits, counters);
        starts.add(core::start);
        if (config.xmpp().enabled()) {
            final ChatService chat = parts.add(Chatting.service(config, data.folder(), registry, new ChatService.Context(clock, counters, faults)));
            starts.add(chat::start);
        }
        watch = parts.add(new Watch(faults));
        doors = parts.add(new Doors(config, core, registry, new ReceiverContext(clock, counters, faults), watch));
        doors.open(multicast, storage.history(), new State(faults, storage, doors.listeners()));
        starts.add(doors::start);
        watchQueries(data.folder());
        watchBackups(data.folder());
        watchFigures();
    }

    /** Where it can be reached, in the order of the configuration. */
    public List<Listener> listeners() {
        return List.copyOf(doors.listeners());
    }

    /** The address of the listener with this name. */
    public String address(final String name) {
        return doors.listeners().stream().filter(listener -> listener.name().equals(name)).map(Listener::address).findFirst().orElseThrow();
    }

    public Counters counters() {
        return counters;
    }

    /** The read side of storage. */
    public History history() {
        return storage.history();
    }

    /** Whether something was broken beyond repair. */
    public boolean isBroken() {
        return faults.isFatal();
    }

    /** How many distinct faults were caught so far. */
    public int distinctFaults() {
        return faults.distinctCount();
    }

    /** Waits until everything that has arrived has been seen by every handler; false if that takes too long. */
    public boolean drain() {
        return core.drain();
    }

    /** Doors first, then what is behind them; every part is closed even if one fails. */
    @Override
    public void close() {
        parts.close();
    }

    private void watchQueries(final Path dataDir) {
        final QueriesFile file = new QueriesFile(dataDir, registry);
        starts.add(() -> watch.every(QUERIES_PERIOD_MS, file::update));
    }

    private void watchBackups(final Path dataDir) {
        try {
            final BackupRequests requests = parts.add(new BackupRequests(dataDir, storage::backup, faults));
            starts.add(() -> watch.every(BACKUPS_PERIOD_MS, requests::look));
        } catch (final IOException refused) {
            throw new StartException("leela.data_dir: " + refused.getMessage(), refused);
        }
    }

    private void watchFigures() {
        final SelfFigures figures = new SelfFigures(config.leela().node(), core.producer(Source.SELF), counters, clock.timeNs());
        starts.add(() -> watch.every(FIGURES_PERIOD_MS, () -> figures.publish(clock.timeNs())));
    }

    private static QueryLimits queryLimits(final DmprocConfig config) {
        return new QueryLimits(config.maxQueries(), QueryLimits.DEFAULT.maxQueriesPerOwner(), QueryLimits.DEFAULT.maxStateBytes());
    }

    private static void closeAfter(final RuntimeException failed, final Parts parts) {
        try {
            parts.close();
        } catch (final RuntimeException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }
}
