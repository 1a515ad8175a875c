package leela.io.http.status;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;
import leela.engine.counters.Counters;

/**
 * The engine's counters as OpenMetrics text, version 1.0.0; the ledger among them.
 *
 * <pre>
 *   # TYPE leela_metrics_received counter
 *   # HELP leela_metrics_received metrics received, by source
 *   leela_metrics_received_total{source="udp"} 17
 *   …
 *   # EOF
 * </pre>
 *
 * Thread: any; immutable.
 */
final class OpenMetricsText {

    static final String CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final String PREFIX = "leela_";

    private final Counters counters;
    private final String info;
    private final Map<String, List<CounterDescription>> families = new LinkedHashMap<>();

    OpenMetricsText(final Counters counters, final String version) {
        this.counters = counters;
        this.info = "# TYPE leela_build info\n# HELP leela_build What runs here\nleela_build_info{version=\""
                + escape(version) + "\"} 1\n";
        // the members of a family must stand together
        for (final CounterDescription id : counters.descriptions()) {
            families.computeIfAbsent(id.family(), family -> new ArrayList<>()).add(id);
        }
    }

    void appendTo(final ByteBuf out) {
        final StringBuilder text = new StringBuilder(info);
        families.forEach((family, members) -> append(text, family, members));
        ByteBufUtil.writeUtf8(out, text.append("# EOF\n"));
    }

    private void append(final StringBuilder text, final String family, final List<CounterDescription> members) {
        final CounterDescription first = members.get(0);
        final boolean isCounter = first.kind() == Counter.Kind.COUNTER;
        final String name = PREFIX + family.replace('.', '_').replace('-', '_');
        text.append("# TYPE ").append(name).append(isCounter ? " counter\n" : " gauge\n");
        text.append("# HELP ").append(name).append(' ').append(helpOf(first)).append('\n');
        for (final CounterDescription id : members) {
            text.append(name).append(isCounter ? "_total" : "");
            if (!id.labelName().isEmpty()) {
                text.append('{')
                        .append(id.labelName())
                        .append("=\"")
                        .append(escape(id.labelValue()))
                        .append("\"}");
            }
            text.append(' ').append(counters.read(id)).append('\n');
        }
    }

    /** A family of several members has a sentence for each; its own name says what they have in common. */
    private static String helpOf(final CounterDescription first) {
        return first.labelName().isEmpty()
                ? escape(first.help())
                : first.family().replace('.', ' ') + ", by " + first.labelName();
    }

    private static String escape(final String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
