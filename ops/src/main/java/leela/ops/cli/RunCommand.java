package leela.ops.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import leela.engine.runtime.SystemClock;
import leela.ops.service.Service;
import leela.ops.service.Version;
import leela.ops.terminal.OutputException;
import org.apache.logging.log4j.LogManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code leela run}: the service, until a signal ends it or it breaks.
 * Thread: main.
 * Errors: 1 when the service cannot start or broke; 0 when a signal ended it and all was seen through.
 */
@Command(
        name = "run",
        description = "Run the engine until it is told to stop (SIGINT, SIGTERM).",
        footerHeading = "%nExamples:%n",
        footer = {"  leela run", "  leela run -c /etc/leela/leela.toml", "  LEELA_JAVA_OPTS=-Xmx4g leela run"})
final class RunCommand implements Callable<Integer> {

    private static final long LOOK_MS = 20;
    private static final int MOST_LOOKS = 150;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        final CountDownLatch end = new CountDownLatch(1);
        TerminationSignals.handle(end::countDown);
        final int status = serve(end);
        LogManager.shutdown();
        return status;
    }

    /** A signal that comes before the engine is ready ends it as soon as it is built. */
    private int serve(final CountDownLatch end) throws InterruptedException {
        final Service service = Service.launch(config.config(), new SystemClock(), end::countDown);
        try (service) {
            awaitHistory(service, end);
            if (end.getCount() > 0) {
                announce(service);
            }
            end.await();
        }
        return service.isBroken() ? ExitStatus.FAILED : ExitStatus.GOOD;
    }

    /** Who waits for "ready" asks for history next: what an earlier run left is read first, where that is soon done. */
    private void awaitHistory(final Service service, final CountDownLatch end) throws InterruptedException {
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
