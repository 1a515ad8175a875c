package leela.ops.alert;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import leela.adapters.re2.Re2Patterns;
import leela.engine.alert.registry.AlertCommands;
import leela.engine.alert.registry.AlertRefusedException;
import leela.engine.alert.registry.AlertRegistry;
import leela.engine.alert.registry.LoadedAlerts;
import leela.engine.alert.trial.AlertQuote;
import leela.engine.counters.Counters;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.dmproc.language.AlertChecks;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.history.History;
import leela.engine.notify.delivery.Recipients;
import leela.engine.runtime.Clock;
import leela.io.http.status.Readiness;
import leela.io.outbox.OutboxFile;
import leela.ops.config.ConfigException;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alerts of a running engine: what an earlier run left, those of files, and what people say of them.
 * Thread: any.
 * Errors: {@link ConfigException} with all that is wrong in files.
 */
public final class AlertService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AlertService.class);
    /** The file of how alerts stand. */
    private static final String FILE = "alerts";

    private final AlertRegistry registry;
    private final AlertCommands commands;
    private final Path damaged;
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
    }

    /** While a copy of a damaged file is there, nobody has looked at what was lost with it. */
    public List<Readiness.Part> parts() {
        return Files.exists(damaged)
                ? List.of(new Readiness.Part(
                        "alerts file",
                        false,
                        "it was damaged: alerts that people wrote, silences and acknowledgements may be gone; look at "
                                + "them, then move " + damaged.toAbsolutePath() + " away"))
                : List.of();
    }

    public AlertRegistry registry() {
        return registry;
    }

    /** What people say of them is carried out here. */
    public AlertCommands commands() {
        return commands;
    }

    /** Runs the alerts of these files, once it is started; what an earlier version took goes on, with a warning. */
    public void loadFirst(final List<Path> paths) {
        final LoadedAlerts unused = load(AlertFiles.readLeniently(paths, recipientFault));
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
        return load(AlertFiles.read(paths, recipientFault));
    }

    private LoadedAlerts load(final AlertFiles files) {
        final List<String> faults = new ArrayList<>(files.faults());
        faults.addAll(files.emptied(registry.defined()));
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        try {
            final LoadedAlerts loaded = registry.load(files.alerts());
            LOG.info("event=alerts_loaded alerts={}", registry.defined().size());
            files.untold().ifPresent(sentence -> LOG.warn("event=alerts_untold reason=\"{}\"", sentence));
            return loaded;
        } catch (final AlertRefusedException refused) {
            throw new ConfigException(List.of("alerts.files: " + refused.getMessage()));
        }
    }

    @Override
    public void close() {
        registry.close();
    }
}
