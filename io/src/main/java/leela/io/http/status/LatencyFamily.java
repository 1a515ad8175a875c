package leela.io.http.status;

import java.util.Map;
import leela.engine.counters.LatencyHistogram;

/**
 * Durations of one kind, for {@code /metrics}.
 * Thread: immutable; the durations go on.
 *
 * @param name    of the family, such as {@code leela_notify_latency_seconds}
 * @param help    one sentence for people
 * @param label   what tells the members apart
 * @param members by that label's value
 */
public record LatencyFamily(String name, String help, String label, Map<String, LatencyHistogram> members) {}
