package leela.adapters.notice;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import leela.engine.alert.Transition;

/**
 * An alert's labels, as Prometheus and Alertmanager know alerts by: they are the same in all states of one alert.
 * Thread: any.
 */
public final class AlertLabels {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final int SEPARATOR = 0xff;

    private AlertLabels() {}

    /** By name: {@code alertname}, {@code group}, {@code severity}, and {@code by_1} … for the keys of {@code BY}. */
    public static SortedMap<String, String> of(final Transition transition) {
        final SortedMap<String, String> labels = new TreeMap<>();
        labels.put("alertname", transition.alert());
        labels.put("group", transition.group());
        if (!transition.severity().isEmpty()) {
            labels.put("severity", transition.severity());
        }
        for (int i = 0; i < transition.labels().size(); i++) {
            labels.put("by_" + (i + 1), transition.labels().get(i));
        }
        labels.values().removeIf(String::isEmpty);
        return labels;
    }

    /** Those that all of these have in common. */
    static SortedMap<String, String> common(final List<? extends Map<String, String>> all) {
        final SortedMap<String, String> common = new TreeMap<>(all.get(0));
        all.forEach(one -> common.entrySet().retainAll(one.entrySet()));
        return common;
    }

    /** As Prometheus computes it: FNV-1a over names and values in the names' order. */
    static String fingerprint(final SortedMap<String, String> labels) {
        long hash = FNV_OFFSET;
        for (final Map.Entry<String, String> label : labels.entrySet()) {
            hash = add(hash, label.getKey());
            hash = add(hash, label.getValue());
        }
        return String.format(Locale.ROOT, "%016x", hash);
    }

    private static long add(final long before, final String text) {
        long hash = before;
        for (final byte one : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xff)) * FNV_PRIME;
        }
        return (hash ^ SEPARATOR) * FNV_PRIME;
    }
}
