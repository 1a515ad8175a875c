package leela.ops.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.engine.spi.StoreException;
import leela.ops.client.Failure;
import leela.ops.service.Service;
import leela.ops.service.Version;
import leela.ops.terminal.OutputException;
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
        description = "Run the engine until it is told to stop (SIGINT, SIGTERM).",
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

    @Override
    public Integer call() throws InterruptedException {
        TerminationSignals.handle(this::end);
        try {
            return serve();
        } finally {
            LogManager.shutdown();
        }
    }

    private void end(final String why) {
        reason.compareAndSet(null, why);
        end.countDown();
    }

    /** A signal that comes before the engine is ready ends it as soon as it is built. */
    private int serve() throws InterruptedException {
        final Clock clock = new SystemClock();
        final Service service =
                Service.launch(config.config(), clock, () -> end("a fault, see the file errors in data_dir"));
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
            end.await();
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
