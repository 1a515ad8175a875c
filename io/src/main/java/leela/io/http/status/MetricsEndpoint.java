package leela.io.http.status;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import leela.engine.alert.AlertState;
import leela.io.http.AnswerHeaders;
import leela.io.http.Endpoint;
import leela.io.http.Exchange;
import leela.io.http.Reads;

/**
 * GET /metrics: the engine's own counters, and its process, in the format that is asked for. A worker makes the text,
 * and packs it. Nobody is given a text that was begun before he asked. However many ask, a ninth of one thread's time
 * at most goes into each format: until then those who ask wait, a tenth of a second at most, and are given the same
 * bytes.
 * Thread: the loop's, but for the worker that makes a text.
 * Memory: the bytes of both formats, plain and packed.
 * Units: ns.
 */
final class MetricsEndpoint implements Endpoint {

    /** For so many times as long as a text took to make, the next is waited for. */
    private static final int PAUSE = 8;

    private static final long MAX_PAUSE_NS = 100_000_000;

    private final StatusApi engine;
    private final LatencyFamily requests;
    private final Reads reads;
    private final CounterMetrics counters;
    /** By content type. */
    private final Map<String, Shared> texts = new HashMap<>();

    MetricsEndpoint(final StatusApi engine, final LatencyFamily requests, final Reads reads) {
        this.engine = engine;
        this.requests = requests;
        this.reads = reads;
        this.counters = new CounterMetrics(engine.counters());
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        final String contentType =
                MetricsText.accepted(exchange.header(HttpHeaderNames.ACCEPT)).contentType();
        texts.computeIfAbsent(contentType, Shared::new).serve(exchange);
    }

    private void append(final MetricsText text) {
        text.info("leela_build", "Version of Leela.").sample("version", engine.version(), 1);
        counters.appendTo(text);
        new ProcessMetrics().appendTo(text);
        appendAlerts(text);
        text.histogram(requests);
        engine.latencies().forEach(text::histogram);
    }

    /** Each alert that runs, also where all its groups are ok. */
    private void appendAlerts(final MetricsText text) {
        text.gauge("leela_alerts", "Groups of each alert that are not ok, by state.");
        engine.alerts().get().forEach((alert, counts) -> {
            for (final AlertState state : AlertState.values()) {
                if (state != AlertState.OK && state != AlertState.CLOSED) {
                    text.sample("alert", alert, "state", state.toString(), counts.getOrDefault(state, 0));
                }
            }
        });
    }

    private static byte[] packed(final byte[] plain) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (final IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** What was made, when, and how long it took; or why it was not. */
    private record Made(byte[] plain, byte[] packed, RuntimeException fault, long atNs, long tookNs) {}

    /** A text in one format. */
    private final class Shared {
        private final String contentType;
        /** Null before the first. */
        private volatile Made made;

        // loop
        private final List<Exchange> waiting = new ArrayList<>();
        private boolean isMaking;

        private Shared(final String contentType) {
            this.contentType = contentType;
        }

        private void serve(final Exchange exchange) {
            waiting.add(exchange);
            if (!isMaking) {
                begin();
            }
        }

        private void begin() {
            final Made last = made;
            final long pauseNs = last == null ? 0 : Math.min(PAUSE * last.tookNs(), MAX_PAUSE_NS);
            final long passedNs = last == null ? 0 : engine.clock().ticksNs() - last.atNs();
            isMaking = true;
            reads.later(pauseNs - passedNs, () -> {
                final List<Exchange> served = List.copyOf(waiting);
                waiting.clear();
                reads.make(() -> make(MetricsText.accepted(contentType)), () -> answer(served));
            });
        }

        private void make(final MetricsText text) {
            try {
                final long startNs = engine.clock().ticksNs();
                append(text);
                final byte[] plain = text.end().toString().getBytes(StandardCharsets.UTF_8);
                final byte[] packed = packed(plain);
                final long endNs = engine.clock().ticksNs();
                made = new Made(plain, packed, null, endNs, endNs - startNs);
            } catch (final RuntimeException fault) {
                made = new Made(null, null, fault, 0, 0);
            }
        }

        private void answer(final List<Exchange> served) {
            final Made last = made;
            served.forEach(exchange -> reads.answer(exchange, () -> answer(exchange, last)));
            isMaking = false;
            if (!waiting.isEmpty()) {
                begin();
            }
        }

        private void answer(final Exchange exchange, final Made last) {
            if (last.fault() != null) {
                throw last.fault();
            }
            final boolean isPacked = exchange.takesGzip();
            exchange.whole(
                    HttpResponseStatus.OK,
                    contentType,
                    AnswerHeaders.Caching.NEVER,
                    Unpooled.wrappedBuffer(isPacked ? last.packed() : last.plain()),
                    isPacked ? Map.of(HttpHeaderNames.CONTENT_ENCODING, "gzip") : Map.of());
        }
    }
}
