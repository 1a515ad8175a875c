package leela.ops.service;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Producer;
import leela.engine.runtime.Clock;
import leela.engine.series.MetricType;
import leela.io.http.v1.V1Counter;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.graphite.GraphiteCounter;
import leela.io.input.influx.InfluxCounter;
import leela.io.input.opentsdb.PostedPointCounter;
import leela.io.input.opentsdb.PutCounter;
import leela.io.input.prometheus.PrometheusCounter;
import leela.io.input.statsd.StatsdCounter;
import leela.io.input.text.TextCounter;
import leela.ops.host.DataDirCounter;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Feeds the engine's own figures to itself, as {@code leela.NODE.udp.timeline.writes/s} and the like, so that one
 * dashboard shows both.
 * Thread: the watch's.
 * Units: rates per second over the time since the call before.
 */
final class SelfFigures {

    private static final double NS_PER_SECOND = 1e9;

    private final Producer producer;
    private final Counters counters;
    private final Clock clock;
    private final List<Figure> figures;
    private long beforeNs;

    /** Begins counting now; {@code failing} tells how many parts of the engine do not work. */
    SelfFigures(
            final String node,
            final Producer producer,
            final Counters counters,
            final Clock clock,
            final LongSupplier failing) {
        this.producer = producer;
        this.counters = counters;
        this.clock = clock;
        beforeNs = clock.ticksNs();
        // a point would part the name into nodes of the tree of paths
        final String prefix = "leela." + node.replace('.', '_') + ".";
        figures = List.of(
                new Rate(prefix + "udp.timeline.writes/s", TextCounter.RECEIVED_UDP),
                new Rate(prefix + "collectd.timeline.writes/s", CollectdCounter.RECEIVED),
                new Rate(prefix + "databus.timeline.writes/s", TextCounter.RECEIVED_DATABUS),
                new Rate(prefix + "http.timeline.writes/s", V1Counter.RECEIVED),
                new SourceRate(prefix + "graphite.timeline.writes/s", GraphiteCounter.RECEIVED),
                new SourceRate(prefix + "opentsdb.timeline.writes/s", PutCounter.RECEIVED),
                new SourceRate(prefix + "opentsdb_http.timeline.writes/s", PostedPointCounter.RECEIVED),
                new SourceRate(prefix + "collectd_http.timeline.writes/s", CollectdCounter.RECEIVED_HTTP),
                new SourceRate(prefix + "influx.timeline.writes/s", InfluxCounter.RECEIVED),
                new SourceRate(prefix + "prometheus.timeline.writes/s", PrometheusCounter.RECEIVED),
                new SourceRate(prefix + "statsd.timeline.writes/s", StatsdCounter.RECEIVED),
                new Rate(prefix + "timeline.events/s", EngineCounter.EMITTED),
                new Rate(prefix + "dmproc.events/s", EngineCounter.QUERY_RESULTS),
                new Rate(prefix + "udp.kernel.drops/s", TextCounter.KERNEL_DROPS),
                new Rate(prefix + "collectd.kernel.drops/s", CollectdCounter.KERNEL_DROPS),
                new SourceRate(prefix + "graphite.kernel.drops/s", GraphiteCounter.KERNEL_DROPS),
                new SourceRate(prefix + "influx.kernel.drops/s", InfluxCounter.KERNEL_DROPS),
                new SourceRate(prefix + "statsd.kernel.drops/s", StatsdCounter.KERNEL_DROPS),
                new Level(prefix + "series", EngineCounter.SERIES),
                new Level(prefix + "queries", EngineCounter.QUERIES),
                new Level(prefix + "ring.backlog", EngineCounter.RING_BACKLOG),
                new Level(prefix + "data_dir.low", DataDirCounter.LOW),
                new Told(prefix + "parts.failing", failing));
    }

    /** Publishes one gauge a figure, with the time that it is. */
    void publish() {
        final long ticksNs = clock.ticksNs();
        final double seconds = (ticksNs - beforeNs) / NS_PER_SECOND;
        if (seconds <= 0) {
            return;
        }
        beforeNs = ticksNs;
        final long nowNs = clock.timeNs();
        producer.begin(nowNs);
        for (final Figure figure : figures) {
            if (figure.isThere(counters)) {
                producer.metric(
                        MetricType.GAUGE, figure.key, 0, figure.key.capacity(), figure.value(counters, seconds), nowNs);
            }
        }
        producer.end();
    }

    /** A key and how its value is found. */
    private abstract static class Figure {

        final UnsafeBuffer key;

        Figure(final String key) {
            this.key = new UnsafeBuffer(key.getBytes(StandardCharsets.UTF_8));
        }

        boolean isThere(final Counters counters) {
            return true;
        }

        abstract double value(Counters counters, double seconds);
    }

    private static class Rate extends Figure {

        private final Counter counter;
        private long before;

        Rate(final String key, final Counter counter) {
            super(key);
            this.counter = counter;
        }

        @Override
        double value(final Counters counters, final double seconds) {
            final long now = counters.read(counter);
            final double rate = (now - before) / seconds;
            before = now;
            return rate;
        }
    }

    /** Of an input that may never be used: there once something has come by it. */
    private static final class SourceRate extends Rate {

        private final Counter counter;

        SourceRate(final String key, final Counter counter) {
            super(key, counter);
            this.counter = counter;
        }

        @Override
        boolean isThere(final Counters counters) {
            return counters.read(counter) > 0;
        }
    }

    private static final class Level extends Figure {

        private final Counter counter;

        Level(final String key, final Counter counter) {
            super(key);
            this.counter = counter;
        }

        @Override
        double value(final Counters counters, final double seconds) {
            return counters.read(counter);
        }
    }

    private static final class Told extends Figure {

        private final LongSupplier level;

        Told(final String key, final LongSupplier level) {
            super(key);
            this.level = level;
        }

        @Override
        double value(final Counters counters, final double seconds) {
            return level.getAsLong();
        }
    }
}
