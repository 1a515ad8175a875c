package leela.io.http.status;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import leela.engine.alert.AlertState;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.io.http.AnswerHeaders;
import leela.io.http.Endpoint;
import leela.io.http.Exchange;

/**
 * GET /metrics: the engine's own counters, and its process, in the format that is asked for. However many ask, a ninth
 * of the loop's time at most goes into each format: until then all who ask are given the same bytes.
 * Thread: the loop's.
 * Memory: the bytes of both formats, plain and packed.
 * Units: ns.
 */
final class MetricsEndpoint implements Endpoint {

    /** For so many times as long as it took to make, a text is given to whoever asks. */
    private static final int SHARED = 8;

    private final CounterMetrics counters;
    private final ProcessMetrics process = new ProcessMetrics();
    private final Supplier<Map<String, Map<AlertState, Integer>>> alerts;
    private final String version;
    private final Clock clock;
    /** By content type. */
    private final Map<String, Shared> texts = new HashMap<>();

    private final List<LatencyFamily> latencies;

    MetricsEndpoint(
            final Counters counters,
            final List<LatencyFamily> latencies,
            final Supplier<Map<String, Map<AlertState, Integer>>> alerts,
            final String version,
            final Clock clock) {
        this.latencies = latencies;
        this.counters = new CounterMetrics(counters);
        this.alerts = alerts;
        this.version = version;
        this.clock = clock;
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        final MetricsText text = MetricsText.accepted(exchange.header(HttpHeaderNames.ACCEPT));
        final Shared shared = texts.computeIfAbsent(text.contentType(), type -> new Shared());
        if (!shared.isFresh()) {
            shared.make(text);
        }
        final boolean isPacked = exchange.takesGzip();
        exchange.whole(
                HttpResponseStatus.OK,
                text.contentType(),
                AnswerHeaders.Caching.NEVER,
                Unpooled.wrappedBuffer(isPacked ? shared.packed() : shared.plain),
                isPacked ? Map.of(HttpHeaderNames.CONTENT_ENCODING, "gzip") : Map.of());
    }

    private void append(final MetricsText text) {
        text.info("leela_build", "Version of Leela.").sample("version", version, 1);
        counters.appendTo(text);
        process.appendTo(text);
        appendAlerts(text);
        latencies.forEach(text::histogram);
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

    /** A text in one format. Thread: the loop's. */
    private final class Shared {
        private byte[] plain;
        /** Null until somebody asks for it. */
        private byte[] packed;

        private long madeNs;
        private long tookNs;

        private boolean isFresh() {
            return plain != null && clock.ticksNs() - madeNs < SHARED * tookNs;
        }

        private void make(final MetricsText text) {
            final long startNs = clock.ticksNs();
            append(text);
            plain = text.end().toString().getBytes(StandardCharsets.UTF_8);
            packed = null;
            madeNs = clock.ticksNs();
            tookNs = madeNs - startNs;
        }

        private byte[] packed() {
            if (packed == null) {
                final long startNs = clock.ticksNs();
                final ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 4);
                try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                    gzip.write(plain);
                } catch (final IOException impossible) {
                    throw new UncheckedIOException(impossible);
                }
                packed = bytes.toByteArray();
                tookNs += clock.ticksNs() - startNs;
            }
            return packed;
        }
    }
}
