package leela.io.http.status;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.function.Supplier;
import leela.engine.alert.AlertState;
import leela.engine.counters.Counters;
import leela.io.http.AnswerHeaders;
import leela.io.http.Endpoint;
import leela.io.http.Exchange;

/** GET /metrics: the engine's own counters, and its process, in the format that is asked for. Thread: the loop's. */
final class MetricsEndpoint implements Endpoint {

    private final CounterMetrics counters;
    private final ProcessMetrics process = new ProcessMetrics();
    private final Supplier<Map<String, Map<AlertState, Integer>>> alerts;
    private final String version;

    MetricsEndpoint(
            final Counters counters,
            final Supplier<Map<String, Map<AlertState, Integer>>> alerts,
            final String version) {
        this.counters = new CounterMetrics(counters);
        this.alerts = alerts;
        this.version = version;
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        final MetricsText text = MetricsText.accepted(exchange.header(HttpHeaderNames.ACCEPT));
        text.info("leela_build", "Version of Leela.").sample("version", version, 1);
        counters.appendTo(text);
        process.appendTo(text);
        appendAlerts(text);
        final ByteBuf out = exchange.allocator().buffer();
        ByteBufUtil.writeUtf8(out, text.end());
        exchange.whole(HttpResponseStatus.OK, text.contentType(), AnswerHeaders.Caching.NEVER, out, Map.of());
    }

    /** Each alert that runs, also where all its groups are ok. */
    private void appendAlerts(final MetricsText text) {
        text.gauge("leela_alerts", "Groups of each alert that are not ok, by state.");
        alerts.get().forEach((alert, counts) -> {
            for (final AlertState state : AlertState.values()) {
                if (state != AlertState.OK) {
                    text.sample("alert", alert, "state", state.toString(), counts.getOrDefault(state, 0));
                }
            }
        });
    }
}
