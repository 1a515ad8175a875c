package leela.ops.reload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import leela.engine.alert.registry.LoadedAlerts;
import leela.ops.check.ChangedSettings;
import leela.ops.config.AlertsConfig;
import leela.ops.config.ConfigException;
import leela.ops.config.ConfigFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again, for a signal or a command: alerts take effect at once, all else at the next start, but
 * files that are read whenever they change.
 * Thread: any, one after another.
 * Errors: {@link ConfigException} with all that is wrong; then nothing has changed.
 */
public final class ConfigReload {

    /** Takes effect at once. */
    private static final String FILES = "alerts.files";

    private static final Logger LOG = LoggerFactory.getLogger(ConfigReload.class);

    private final Supplier<ConfigFile> reading;
    private final ConfigFile running;
    private final Function<List<Path>, LoadedAlerts> alerts;
    private final ReentrantLock lock = new ReentrantLock();

    /** Of an engine that runs with {@code running}; {@code alerts} loads those of files. */
    public ConfigReload(
            final Supplier<ConfigFile> reading,
            final ConfigFile running,
            final Function<List<Path>, LoadedAlerts> alerts) {
        this.reading = reading;
        this.running = running;
        this.alerts = alerts;
    }

    /** Reads it, and says what has changed; in the log, too. */
    public Reloaded reload() {
        lock.lock();
        try {
            final ConfigFile now = reading.get();
            final LoadedAlerts loaded = load(now);
            final List<String> nextStart = ChangedSettings.between(running, now).stream()
                    .filter(key -> !key.equals(FILES))
                    .toList();
            LOG.info(
                    "event=config_read changed=\"{}\" alerts_started={} alerts_changed={} alerts_ended={} "
                            + "hint=\"what has changed takes effect at the next start, alerts at once\"",
                    String.join(", ", nextStart),
                    loaded.started().size(),
                    loaded.changed().size(),
                    loaded.ended().size());
            return new Reloaded(loaded, nextStart);
        } catch (final ConfigException wrong) {
            LOG.error("event=config_refused reason=\"{}\"", wrong.getMessage());
            throw wrong;
        } finally {
            lock.unlock();
        }
    }

    /** Recipients that came or went are told with what they may be the cause of. */
    private LoadedAlerts load(final ConfigFile now) {
        try {
            return alerts.apply(now.config().alerts().files());
        } catch (final ConfigException wrong) {
            final Set<String> other = new TreeSet<>(recipients(now));
            other.removeAll(recipients(running));
            if (other.isEmpty()) {
                throw wrong;
            }
            final List<String> faults = new ArrayList<>(wrong.faults());
            faults.add("recipients take effect at the next start, which these wait for: " + String.join(", ", other));
            throw new ConfigException(faults);
        }
    }

    private static Set<String> recipients(final ConfigFile file) {
        final AlertsConfig config = file.config().alerts();
        final Set<String> names = new TreeSet<>(config.webhooks().keySet());
        names.addAll(config.alertmanagers().keySet());
        names.addAll(config.emails().keySet());
        names.addAll(config.programs().keySet());
        return names;
    }
}
