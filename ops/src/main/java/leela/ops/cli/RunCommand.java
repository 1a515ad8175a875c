package leela.ops.cli;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import leela.engine.runtime.SystemClock;
import leela.ops.service.Service;
import leela.ops.service.Version;
import org.agrona.concurrent.ShutdownSignalBarrier;
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
@Command(name = "run", description = "Run the engine until it is told to stop (SIGINT, SIGTERM).")
final class RunCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (ShutdownSignalBarrier barrier = new ShutdownSignalBarrier()) {
            final int status = serve(barrier);
            LogManager.shutdown();
            // A signal has begun to end the virtual machine, which waits for the barrier and would then give a status
            // of its own.
            Runtime.getRuntime().halt(status);
            return status;
        }
    }

    private int serve(final ShutdownSignalBarrier barrier) {
        final Service service = Service.launch(config.config(), new SystemClock(), barrier::signal);
        try (service) {
            spec.commandLine()
                    .getOut()
                    .println("leela " + Version.current() + " ready: "
                            + service.listeners().stream().map(Object::toString).collect(Collectors.joining(", ")));
            spec.commandLine().getOut().flush();
            barrier.await();
        }
        return service.isBroken() ? ExitStatus.FAILED : ExitStatus.GOOD;
    }
}
