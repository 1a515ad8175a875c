package leela.engine.alert.registry;

import java.util.List;

/**
 * Groups that stand otherwise than ok, as people see them.
 * Thread: immutable.
 *
 * @param first as many as were asked for
 * @param all   how many there are
 */
public record OpenAlerts(List<OpenAlert> first, int all) {

    /** How many there are beside those that are shown. */
    public int left() {
        return all - first.size();
    }
}
