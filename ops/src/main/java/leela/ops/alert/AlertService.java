package leela.ops.alert;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import leela.adapters.re2.Re2Patterns;
import leela.engine.alert.registry.AlertCommands;
import leela.engine.alert.registry.AlertRefusedException;
import leela.engine.alert.registry.AlertRegistry;
import leela.engine.alert.registry.LoadedAlerts;
import leela.engine.alert.registry.PartialAlert;
import leela.engine.alert.registry.Silence;
import leela.engine.alert.trial.AlertQuote;
import leela.engine.counters.Counters;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.dmproc.language.AlertChecks;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.history.History;
import leela.engine.notify.delivery.Recipients;
import leela.engine.runtime.Clock;
import leela.engine.spi.PartState;
import leela.io.http.alerts.AlertsApi;
import leela.io.http.status.Readiness;
import leela.io.outbox.OutboxFile;
import leela.ops.config.ConfigException;
import leela.ops.queries.PartlyFollowed;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alerts of a running engine: what an earlier run left, those of files, and what people say of them.
 * Thread: any.
 * Errors: {@link ConfigException} with all that is wrong in files, but at a start.
 */
public final class AlertService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AlertService.class);
    /** The file of how alerts stand. */
    private static final String FILE = "alerts";
    /** Whether a silence is of all is looked for in so many; whoever asks how all is must not wait for more. */
    private static final int MOST_LOOKED_AT = 20;

    private final AlertRegistry registry;
    private final AlertCommands commands;
    private final Path damaged;
    private volatile List<String> loadFaults = List.of();
    private volatile List<String> unmatched = List.of();
    private final Function<String, Optional<String>> recipientFault;

    /** What they are wired to. */
    public record Setup(
            QueryRegistry queries,
            Predicate<Runnable> queryThread,
            MatchingSeries series,
            History history,
            Path folder,
            Clock clock,
            Counters counters,
            ErrorHandler onError) {}

    /** How alerts stood is read from the folder; recipients are asked for by name. */
    public AlertService(final Setup setup, final Recipients recipients) {
        final Re2Patterns patterns = new Re2Patterns();
        final OutboxFile log = new OutboxFile(setup.folder(), FILE);
        damaged = log.damaged();
        recipientFault = recipients::fault;
        registry = new AlertRegistry(new AlertRegistry.Setup(
                setup.queries(), setup.queryThread(), patterns, log, setup.clock(), setup.counters(), setup.onError()));
        final AlertQuote quote = new AlertQuote(setup.history(), patterns, setup.clock());
        commands = new AlertCommands(registry, recipientFault, patterns, setup.series(), quote::quote);
        commands.onSaid((by, statement) -> LOG.info("event=alert_command by=\"{}\" command=\"{}\"", by, statement));
    }

    /**
     * What somebody has to look at: files of alerts that are wrong, and while the copy of a damaged file is there, what
     * was lost with it.
     */
    public List<Readiness.Part> parts() {
        final List<Readiness.Part> parts = new ArrayList<>();
        final List<String> faults = loadFaults;
        if (!faults.isEmpty()) {
            parts.add(new Readiness.Part(
                    "alert files",
                    false,
                    faults.get(0) + (faults.size() == 1 ? "" : "; and " + (faults.size() - 1) + " more faults")
                            + "; mend that, then leela reload"));
        }
        final List<PartialAlert> partial = registry.partial();
        if (!partial.isEmpty()) {
            parts.add(new Readiness.Part(
                    "alerts that run",
                    false,
                    partial.size() + " of " + registry.defined().size() + " do not see all: " + partial.get(0)
                            + (partial.size() == 1 ? "" : ", and others")
                            + "; nobody is told of what they leave out. " + PartlyFollowed.REMEDY));
        }
        silences().ifPresent(parts::add);
        if (faults.isEmpty() && !unmatched.isEmpty()) {
            parts.add(new Readiness.Part("alert files", true, String.join("; ", unmatched)));
        }
        if (Files.exists(damaged)) {
            parts.add(new Readiness.Part(
                    "alerts file",
                    false,
                    "it was damaged: alerts that people wrote, silences and acknowledgements may be gone; look at "
                            + "them, then move " + damaged.toAbsolutePath() + " away"));
        }
        return parts;
    }

    /** Those that hold now: one that is forgotten mutes the house. */
    private Optional<Readiness.Part> silences() {
        final List<Silence> all = registry.silences();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        final Silence longest =
                all.stream().max(Comparator.comparingLong(Silence::untilNs)).orElseThrow();
        final Optional<Silence> ofAll =
                all.stream().limit(MOST_LOOKED_AT).filter(registry::isOfAll).findFirst();
        return Optional.of(new Readiness.Part(
                "silences",
                true,
                ofAll.map(one -> "nobody is told of any alert, by silence " + one.id() + " of " + one.regex() + "; ")
                                .orElse("")
                        + all.size() + (all.size() == 1 ? " holds" : " hold, the longest") + " until "
                        + PartState.time(longest.untilNs()) + ", of " + longest.regex()));
    }

    public AlertRegistry registry() {
        return registry;
    }

    /** What people say of them is carried out here. */
    public AlertCommands commands() {
        return commands;
    }

    /** Their routes; closing it ends who listens. */
    public AlertsApi api(final String link, final Clock clock, final ErrorHandler onError) {
        return new AlertsApi(registry, commands, link, clock, onError);
    }

    /**
     * Runs the alerts of these files, once it is started. What an earlier version has taken goes on, with a warning; a
     * file that is wrong costs the engine no more than the alert: it is told, and not ready.
     */
    public void loadFirst(final List<Path> paths) {
        final AlertFiles files = AlertFiles.readLeniently(paths, recipientFault);
        loadFaults = files.faults();
        loadFaults.forEach(fault -> LOG.error(
                "event=alert_left_out reason=\"{}\" hint=\"the others run; mend it, then leela reload\"", fault));
        try {
            final LoadedAlerts unused = done(files, registry.loadFirst(files.alerts()));
        } catch (final AlertRefusedException refused) {
            loadFaults = List.of("alerts.files: " + refused.getMessage());
            LOG.error("event=alert_left_out reason=\"{}\"", refused.getMessage());
        }
        registry.defined()
                .forEach(one -> AlertChecks.faults(one.program())
                        .forEach(fault -> LOG.warn(
                                "event=alert_doubtful alert={} by=\"{}\" reason=\"{}\" "
                                        + "hint=\"it runs as before, and is refused when it is written anew\"",
                                one.program().name(),
                                one.by(),
                                fault)));
    }

    /** The same where they have changed; all of them or none. */
    public LoadedAlerts load(final List<Path> paths) {
        final AlertFiles files = AlertFiles.read(paths, recipientFault);
        final List<String> faults = new ArrayList<>(files.faults());
        faults.addAll(files.emptied(registry.defined()));
        loadFaults = faults;
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        try {
            return done(files, registry.load(files.alerts()));
        } catch (final AlertRefusedException refused) {
            loadFaults = List.of("alerts.files: " + refused.getMessage());
            throw new ConfigException(loadFaults);
        }
    }

    private LoadedAlerts done(final AlertFiles files, final LoadedAlerts loaded) {
        unmatched = files.unmatched();
        LOG.info("event=alerts_loaded alerts={}", registry.defined().size());
        unmatched.forEach(sentence -> LOG.warn("event=alerts_not_found reason=\"{}\"", sentence));
        files.untold().ifPresent(sentence -> LOG.warn("event=alerts_untold reason=\"{}\"", sentence));
        return loaded;
    }

    @Override
    public void close() {
        registry.close();
    }
}
