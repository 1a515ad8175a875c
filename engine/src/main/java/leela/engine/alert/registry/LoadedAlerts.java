package leela.engine.alert.registry;

import java.util.List;

/**
 * What became of the alerts of files when they were read again; by name.
 * Thread: immutable.
 *
 * @param kept how many are as they were
 */
public record LoadedAlerts(List<String> started, List<String> changed, List<String> ended, int kept) {

    public LoadedAlerts {
        started = List.copyOf(started);
        changed = List.copyOf(changed);
        ended = List.copyOf(ended);
    }
}
