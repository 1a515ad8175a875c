package leela.ops.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.engine.spi.StoreException;
import leela.io.socket.SystemCalls;
import leela.ops.cli.option.ConfigOption;
import leela.ops.cli.option.ExitStatus;
import leela.ops.cli.upkeep.ReadyLine;
import leela.ops.client.Failure;
import leela.ops.config.ConfigException;
import leela.ops.config.ConfigFile;
import leela.ops.log.EarlyLog;
import leela.ops.reload.ConfigReload;
import leela.ops.service.Service;
import leela.ops.service.Version;
import leela.ops.systemd.NotifySocket;
import leela.ops.terminal.OutputException;
import leela.ops.terminal.Terminal;
import org.apache.logging.log4j.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service of {@code leela run}, until a signal ends it or it breaks. It knows nothing of the command line, which
 * takes a third of a start to read.
 * Thread: main.
 * Errors: 1 when the service cannot start, broke, or could not write all to the store at its end; 0 when a signal
 * ended it and all was seen through.
 */
final class EngineRun {

    /** Compiles anew, and better, what has been compiled before: whoever wants a core goes first. */
    private static final String SECOND_COMPILER = "C2 CompilerThre";

    private static final int COMPILER_NICE = 5;
    private static final long LOOK_MS = 20;
    private static final int MOST_LOOKS = 150;
    private static final double MS_PER_SECOND = 1e3;

    private final ConfigOption config;
    private final PrintWriter out;
    private final PrintWriter err;
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicReference<String> reason = new AtomicReference<>();
    /** A permit for each thing that the main thread is to look at: the end, or a signal to read the configuration. */
    private final Semaphore asked = new Semaphore(0);

    private final NotifySocket manager =
            NotifySocket.of(System.getenv(), ProcessHandle.current().pid());

    EngineRun(final ConfigOption config, final PrintWriter out, final PrintWriter err) {
        this.config = config;
        this.out = out;
        this.err = err;
    }

    /** Until a signal ends it or it breaks; its exit status. */
    int untilItEnds() throws InterruptedException {
        EarlyLog.begin();
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

    /** When the last came that the run before kept. */
    private static String last(final Service service) {
        final long lastNs = service.lastArrivalNs();
        return lastNs <= 0
                ? "unknown"
                : Instant.ofEpochSecond(lastNs / Clock.NANOS_PER_SECOND).toString();
    }

    /** Since then. */
    private static String downSeconds(final Service service, final Clock clock) {
        final long lastNs = service.lastArrivalNs();
        return lastNs <= 0
                ? "unknown"
                : Long.toString(Math.max(0, TimeUnit.NANOSECONDS.toSeconds(clock.timeNs() - lastNs)));
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
        config.unread().ifPresent(hint -> {
            err.println("leela: " + hint);
            err.flush();
        });
        final Service service =
                Service.launch(file.config(), clock, () -> end("a fault, see the file errors in data_dir"));
        final ConfigReload reload = new ConfigReload(config::read, file, service::loadAlerts);
        service.reloadBy(reload::reload);
        long endingNs = clock.ticksNs();
        try (service) {
            log().info(
                            "event=engine_started version={} pid={} config=\"{}\" listeners={} earlier_end={} "
                                    + "recovered={} last={} down_seconds={}",
                            Version.current(),
                            ProcessHandle.current().pid(),
                            config.name(),
                            service.listeners().size(),
                            service.earlierEnd(),
                            service.recovered(),
                            last(service),
                            downSeconds(service, clock));
            awaitHistory(service);
            SystemCalls.stepBackThreads(SECOND_COMPILER, COMPILER_NICE);
            if (end.getCount() > 0) {
                announce(service, file.config().http().tls().isOn());
            }
            serve(service, reload, clock);
            manager.stopping();
            log().info("event=engine_stopping reason=\"{}\"", reason.get());
            endingNs = clock.ticksNs();
        } catch (final StoreException kept) {
            throw new Failure(
                    "the engine has ended; not all of its history is with the store, and waits in the journal: "
                            + kept.getMessage(),
                    kept);
        } finally {
            log().info(
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
                log().debug("event=config_kept", wrong); // it is in the log already
            }
            manager.ready("serves");
            asked.acquire();
        }
    }

    /** Asked for anew each time: a start does not wait for the log before it has something to say. */
    private static Logger log() {
        return LoggerFactory.getLogger(EngineRun.class);
    }

    /** Who waits for "ready" asks for history next: what an earlier run left is read first, where that is soon done. */
    private void awaitHistory(final Service service) throws InterruptedException {
        int looks = 0;
        while (!service.hasWholeHistory() && looks < MOST_LOOKS && !end.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
            looks++;
        }
        if (looks == MOST_LOOKS) {
            err.println("leela: what an earlier run left is still being read; until then reads are answered 503");
            err.flush();
        }
    }

    private void announce(final Service service, final boolean isTls) {
        out.println(
                Terminal.isInteractive()
                        ? ReadyLine.ofTerminal(service.listeners(), isTls)
                        : ReadyLine.text(service.listeners(), isTls));
        try {
            out.flush();
        } catch (final OutputException lost) {
            if (!lost.isClosed()) {
                throw lost;
            }
            // an engine has work to do, also where nobody wants to hear of it
        }
    }
}
