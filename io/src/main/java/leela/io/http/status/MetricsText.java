package leela.io.http.status;

import java.math.BigDecimal;

/**
 * One answer of {@code /metrics}, family by family, in the older text format of Prometheus or in OpenMetrics 1.0.0.
 *
 * <pre>
 *   text 0.0.4                                                OpenMetrics
 *   # HELP leela_metrics_received_total metrics received      # TYPE leela_metrics_received counter
 *   # TYPE leela_metrics_received_total counter               # HELP leela_metrics_received metrics received
 *   leela_metrics_received_total{source="udp"} 17             leela_metrics_received_total{source="udp"} 17
 *                                                             # EOF
 * </pre>
 *
 * Thread: one, for one answer.
 * Units: seconds and bytes, as the ends of the names say.
 */
final class MetricsText {

    /** What Prometheus has taken since 2014, and programs that know no other. */
    static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";

    static final String OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final String OPEN_NAME = "application/openmetrics-text";
    private static final String TOTAL = "_total";

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int NANO_DIGITS = 9;

    private final StringBuilder text = new StringBuilder();
    private final boolean isOpen;
    private String sampled = "";

    MetricsText(final boolean isOpen) {
        this.isOpen = isOpen;
    }

    /** In the format that this header asks for; the older one where it asks for none. */
    static MetricsText accepted(final String accept) {
        return new MetricsText(accept.contains(OPEN_NAME));
    }

    String contentType() {
        return isOpen ? OPEN : PLAIN;
    }

    /** Begins a family of sums that only grow; its samples follow. */
    MetricsText counter(final String name, final String help) {
        begin(isOpen ? name : name + TOTAL, "counter", help);
        sampled = name + TOTAL;
        return this;
    }

    /** Begins a family of levels. */
    MetricsText gauge(final String name, final String help) {
        begin(name, "gauge", help);
        sampled = name;
        return this;
    }

    /** Begins a family whose labels say something, and whose value is 1. */
    MetricsText info(final String name, final String help) {
        begin(isOpen ? name : name + "_info", isOpen ? "info" : "gauge", help);
        sampled = name + "_info";
        return this;
    }

    /** A family of durations, with the members' label, in the form that Prometheus takes quantiles from. */
    MetricsText histogram(final LatencyFamily family) {
        begin(family.name(), "histogram", family.help());
        family.members().forEach((member, durations) -> {
            final String label = family.label() + "=\"" + escape(member) + '"';
            long count = 0;
            for (int step = 0; step < durations.steps(); step++) {
                count += durations.count(step);
                final long boundNs = durations.boundNs(step);
                final String bound = boundNs == Long.MAX_VALUE ? "+Inf" : seconds(boundNs);
                text.append(family.name()).append("_bucket{").append(label);
                text.append(",le=\"").append(bound).append("\"} ").append(count).append('\n');
            }
            text.append(family.name()).append("_sum{").append(label).append("} ");
            text.append(durations.sumNs() / NANOS_PER_SECOND).append('\n');
            text.append(family.name())
                    .append("_count{")
                    .append(label)
                    .append("} ")
                    .append(count)
                    .append('\n');
        });
        return this;
    }

    /** Without an exponent, and with a point, as OpenMetrics writes bounds. */
    private static String seconds(final long ns) {
        final String plain =
                BigDecimal.valueOf(ns, NANO_DIGITS).stripTrailingZeros().toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    private void begin(final String name, final String type, final String help) {
        final String typed = "# TYPE " + name + ' ' + type + '\n';
        final String helped = "# HELP " + name + ' ' + escape(help) + '\n';
        text.append(isOpen ? typed + helped : helped + typed);
    }

    /** A sample of the family that was begun. */
    MetricsText sample(final double value) {
        return sample("", "", value);
    }

    /** The same with a label. */
    MetricsText sample(final String labelName, final String labelValue, final double value) {
        text.append(sampled);
        if (!labelName.isEmpty()) {
            text.append('{')
                    .append(labelName)
                    .append("=\"")
                    .append(escape(labelValue))
                    .append("\"}");
        }
        text.append(' ');
        if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
            text.append((long) value);
        } else {
            text.append(value);
        }
        text.append('\n');
        return this;
    }

    /** The same with two labels. */
    MetricsText sample(
            final String name, final String label, final String otherName, final String otherLabel, final long value) {
        text.append(sampled)
                .append('{')
                .append(name)
                .append("=\"")
                .append(escape(label))
                .append("\",");
        text.append(otherName)
                .append("=\"")
                .append(escape(otherLabel))
                .append("\"} ")
                .append(value)
                .append('\n');
        return this;
    }

    private String escape(final String raw) {
        final String escaped = raw.replace("\\", "\\\\").replace("\n", "\\n");
        return escaped.replace("\"", "\\\"");
    }

    /** The whole. */
    String end() {
        return isOpen ? text.append("# EOF\n").toString() : text.toString();
    }
}
