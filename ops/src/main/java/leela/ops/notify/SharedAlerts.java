package leela.ops.notify;

import java.nio.file.Path;
import java.util.List;
import leela.adapters.directory.SharedDefinitions;
import leela.adapters.redis.RedisClaims;
import leela.adapters.redis.RedisDirectory;
import leela.engine.alert.registry.AlertRegistry;
import leela.engine.counters.Counters;
import leela.engine.notify.shared.SharedTelling;
import leela.engine.spi.Directory;
import leela.io.http.status.Readiness;
import leela.ops.config.Config;

/**
 * The alerts of engines that share a directory in Redis: what persons write at one, all run; of each change one tells.
 * Thread: any.
 */
public final class SharedAlerts implements AutoCloseable {

    private final Directory directory;
    private final SharedTelling telling;

    /** An engine is known to the others by its node and folder, in all of its runs. */
    public SharedAlerts(
            final Config config,
            final Path dataDir,
            final AlertRegistry registry,
            final AlertMessages messages,
            final Counters counters) {
        directory = new RedisDirectory(
                config.directory().redisUri(), config.directory().password(), counters);
        final String owner =
                config.leela().node() + ":" + dataDir.toAbsolutePath().normalize();
        final SharedDefinitions definitions = new SharedDefinitions(directory, registry);
        telling = messages.sharedBy(
                new RedisClaims(
                        config.directory().redisUri(), config.directory().password(), owner),
                definitions::refresh,
                config.directory().refresh().toNanos(),
                counters);
        registry.deliverTo(telling::onTransition);
        registry.deliverLateTo(telling::onLate);
        registry.onDefinition(telling::wakeUp);
    }

    /** Before messages start. */
    public void withdraw() {
        telling.withdraw();
    }

    /** Once the registry is started. */
    public void start() {
        telling.start();
    }

    /** What {@code /readyz} tells of it. */
    public List<Readiness.Part> parts() {
        return List.of(new Readiness.Part(
                "alerts shared", telling.state().isWorking(), telling.state().sentence()));
    }

    @Override
    public void close() {
        telling.close();
        directory.close();
    }
}
