package leela.ops.reload;

import java.util.List;
import leela.engine.alert.registry.LoadedAlerts;

/**
 * What reading the configuration again has changed.
 * Thread: immutable.
 *
 * @param alerts    those of files, which have taken effect
 * @param nextStart keys that differ from what the engine runs with, and take effect when it starts again
 */
public record Reloaded(LoadedAlerts alerts, List<String> nextStart) {

    public Reloaded {
        nextStart = List.copyOf(nextStart);
    }
}
