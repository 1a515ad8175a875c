package leela.io.input.collectd.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.engine.runtime.Clock;

/**
 * A notification as write_http posts it, in the form of Alertmanager's alerts. That form folds plugin, type and
 * instances into labels; those of the threshold plugin, which are nearly all, name them once more in their text, and
 * are taken from there.
 * Thread: one.
 * Memory: its texts: notifications are rare.
 * Errors: what is missing is empty, or 0.
 */
public final class PostedAlert {

    /** Whose it is. */
    public record Identity(String host, String plugin, String pluginInstance, String type, String typeInstance) {}

    private static final String PREFIX = "collectd_";
    private static final Set<String> OWN_LABELS = Set.of("alertname", "instance", "severity", "service", "type");
    private static final Pattern THRESHOLD = Pattern.compile("Host (?<host>[^,]{1,128}), plugin (?<plugin>[^ ]{1,128})"
            + "(?: \\(instance (?<pi>[^)]{1,128})\\))? type (?<type>[^ :]{1,128})"
            + "(?: \\(instance (?<ti>[^)]{1,128})\\))?: .*");
    private static final Map<String, Integer> SEVERITIES = Map.of("FAILURE", 1, "WARNING", 2, "OKAY", 4);
    private static final int MOST = 64;

    private final Map<String, String> labels = new HashMap<>();
    private String text = "";
    private long timeNs;

    /** A member of {@code labels} or {@code annotations}. */
    public void add(final String object, final String name, final String value) {
        if (object.equals("labels")) {
            if (labels.size() < MOST) {
                labels.put(name, value);
            }
        } else if (name.equals("summary")) {
            text = value;
        }
    }

    /** When it began, or ended. */
    public void time(final String rfc3339) {
        try {
            final Instant time = OffsetDateTime.parse(rfc3339).toInstant();
            final long seconds = time.getEpochSecond();
            timeNs = seconds > 0 && seconds < 1L << 33 ? seconds * Clock.NANOS_PER_SECOND + time.getNano() : 0;
        } catch (final DateTimeException none) {
            timeNs = 0;
        }
    }

    public long timeNs() {
        return timeNs;
    }

    /** As a packet has it; 0 where there is none that is known. */
    public int severity() {
        return SEVERITIES.getOrDefault(label("severity"), 0);
    }

    public String text() {
        return text;
    }

    public Identity identity() {
        final Matcher told = THRESHOLD.matcher(text.lines().findFirst().orElse(""));
        if (told.matches() && told.group("host").equals(label("instance"))) {
            return new Identity(
                    told.group("host"),
                    told.group("plugin"),
                    orEmpty(told.group("pi")),
                    told.group("type"),
                    orEmpty(told.group("ti")));
        }
        return ofLabels();
    }

    /**
     * An alert is called {@code collectd_TYPE} where the type begins with the plugin's name, else {@code
     * collectd_PLUGIN_TYPE}; a label of the plugin's name holds one of the instances.
     */
    private Identity ofLabels() {
        final String alert = label("alertname");
        final String name = alert.startsWith(PREFIX) ? alert.substring(PREFIX.length()) : alert;
        String plugin = "";
        for (final String label : labels.keySet()) {
            if (!OWN_LABELS.contains(label) && name.startsWith(label)) {
                plugin = label;
            }
        }
        final String instance = label(plugin);
        if (plugin.isEmpty()) {
            final int end = name.indexOf('_');
            plugin = end > 0 ? name.substring(0, end) : name;
        }
        final String type = name.length() > plugin.length() + 1 ? name.substring(plugin.length() + 1) : name;
        return new Identity(label("instance"), plugin, instance, type, label("type"));
    }

    private String label(final String name) {
        return labels.getOrDefault(name, "");
    }

    private static String orEmpty(final String group) {
        return group == null ? "" : group;
    }
}
