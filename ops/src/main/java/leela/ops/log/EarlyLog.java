package leela.ops.log;

import leela.engine.runtime.NamedThreads;
import org.slf4j.LoggerFactory;

/**
 * Begins the log on a thread of its own, while the start reads its configuration and loads its libraries: that takes a
 * quarter of a start. Who logs earlier waits until it is there.
 * Thread: any.
 */
public final class EarlyLog {

    private EarlyLog() {}

    public static void begin() {
        // what fails here fails again where something is logged, and is told there
        NamedThreads.named("leela-log", failed -> {}, () -> LoggerFactory.getLogger(EarlyLog.class))
                .start();
    }
}
