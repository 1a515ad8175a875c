package leela.ops.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.engine.spi.StoreException;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.client.Failure;
import leela.ops.config.ConfigException;
import leela.ops.config.ConfigFile;
import leela.ops.reload.ConfigReload;
import leela.ops.service.Service;
import leela.ops.service.Version;
import leela.ops.systemd.NotifySocket;
import leela.ops.terminal.OutputException;
import leela.ops.terminal.Terminal;
import org.apache.logging.log4j.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code leela run}: the service, until a signal ends it or it breaks.
 * Thread: main.
 * Errors: 1 when the service cannot start, broke, or could not write all to the store at its end; 0 when a signal
 * ended it and all was seen through.
 */
@Command(
        name = "run",
        description = {
            "Run the engine until it is told to stop (SIGINT, SIGTERM).",
            "SIGHUP reads the configuration and logs what has changed in it; alerts take effect at once, the rest at "
                    + "the next start. 'leela reload' does the same, and tells."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leela run", "  leela run -c /etc/leela/leela.toml", "  LEELA_JAVA_OPTS=-Xmx4g leela run"})
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final long LOOK_MS = 20;
    private static final int MOST_LOOKS = 150;
    private static final double MS_PER_SECOND = 1e3;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicReference<String> reason = new AtomicReference<>();
    /** A permit for each thing that the main thread is to look at: the end, or a signal to read the configuration. */
    private final Semaphore asked = new Semaphore(0);

    private final NotifySocket manager =
            NotifySocket.of(System.getenv(), ProcessHandle.current().pid());

    @Override
    public Integer call() throws InterruptedException {
        TerminationSignals.handle(this::onSignal);
        try {
            return serve();
        } finally {
            LogManager.shutdown();
        }
    }

    /** A terminal that is closed sends SIGHUP too: then nobody is left who would stop the engine. */
    private void onSignal(final String signal) {
        if (signal.equals("SIGHUP") && !Terminal.isInteractive()) {
            asked.release();
        } else {
            end(signal);
        }
    }

    private void end(final String why) {
        reason.compareAndSet(null, why);
        end.countDown();
        asked.release();
    }

    /** A signal that comes before the engine is ready ends it as soon as it is built. */
    private int serve() throws InterruptedException {
        final Clock clock = new SystemClock();
        final ConfigFile file = config.read();
        final Service service =
                Service.launch(file.config(), clock, () -> end("a fault, see the file errors in data_dir"));
        final ConfigReload reload = new ConfigReload(config::read, file, service::loadAlerts);
        service.reloadBy(reload::reload);
        long endingNs = clock.ticksNs();
        try (service) {
            LOG.info(
                    "event=engine_started version={} pid={} config=\"{}\" listeners={} earlier_end={} recovered={}",
                    Version.current(),
                    ProcessHandle.current().pid(),
                    config.name(),
                    service.listeners().size(),
                    service.earlierEnd(),
                    service.recovered());
            awaitHistory(service);
            if (end.getCount() > 0) {
                announce(service);
            }
            serve(service, reload, clock);
            manager.stopping();
            LOG.info("event=engine_stopping reason=\"{}\"", reason.get());
            endingNs = clock.ticksNs();
        } catch (final StoreException kept) {
            throw new Failure(
                    "the engine has ended; not all of its history is with the store, and waits in the journal: "
                            + kept.getMessage(),
                    kept);
        } finally {
            LOG.info(
                    "event=engine_stopped seconds={} in_journal={}",
                    TimeUnit.NANOSECONDS.toMillis(clock.ticksNs() - endingNs) / MS_PER_SECOND,
                    service.waiting());
        }
        return service.isBroken() ? ExitStatus.FAILED : ExitStatus.GOOD;
    }

    /** Until the end; the manager hears that all goes well as often as it wants to. */
    private void serve(final Service service, final ConfigReload reload, final Clock clock)
            throws InterruptedException {
        manager.ready("serves");
        if (manager.watchdogMs() > 0) {
            service.whileAlive(manager.watchdogMs(), manager::alive);
        }
        asked.acquire();
        while (end.getCount() > 0) {
            manager.reloading(clock);
            try {
                reload.reload();
            } catch (final ConfigException wrong) {
                LOG.debug("event=config_kept", wrong); // it is in the log already
            }
            manager.ready("serves");
            asked.acquire();
        }
    }

    /** Who waits for "ready" asks for history next: what an earlier run left is read first, where that is soon done. */
    private void awaitHistory(final Service service) throws InterruptedException {
        int looks = 0;
        while (!service.hasWholeHistory() && looks < MOST_LOOKS && !end.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
            looks++;
        }
        if (looks == MOST_LOOKS) {
            spec.commandLine()
                    .getErr()
                    .println("leela: what an earlier run left is still being read; until then reads are answered 503");
            spec.commandLine().getErr().flush();
        }
    }

    private void announce(final Service service) {
        spec.commandLine()
                .getOut()
                .println("leela " + Version.current() + " ready: "
                        + service.listeners().stream().map(Object::toString).collect(Collectors.joining(", ")));
        try {
            spec.commandLine().getOut().flush();
        } catch (final OutputException lost) {
            if (!lost.isClosed()) {
                throw lost;
            }
            // an engine has work to do, also where nobody wants to hear of it
        }
    }
}
