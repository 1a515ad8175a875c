package leela.engine.ring;

import java.nio.charset.StandardCharsets;
import leela.engine.counters.Counters;
import leela.engine.runtime.NamedThreads;
import leela.engine.series.MetricType;
import leela.engine.series.SeriesTable;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Publishes gauges of rising values to a ring, from the calling thread or from threads of its own.
 * Thread: the test's.
 */
final class GaugePublisher {

    private final Ring ring;
    private final SeriesTable table;
    private final Counters counters;
    private final ErrorHandler onError;
    private int threads;

    GaugePublisher(final Ring ring, final SeriesTable table, final Counters counters, final ErrorHandler onError) {
        this.ring = ring;
        this.table = table;
        this.counters = counters;
        this.onError = onError;
    }

    /** Publishes so many together. */
    void publish(final int count) {
        publish("key", count, count);
    }

    /** A thread that will publish gauges of a series of its own, a few at a time. */
    Thread thread(final int count) {
        final String key = "key" + ++threads;
        return NamedThreads.named("leela-publish", onError, () -> publish(key, count, 7));
    }

    private void publish(final String name, final int count, final int atOnce) {
        final Producer producer = new Producer(ring, table, RecordingPipeline.NO_LIMITS, counters, TestSource.WAITING);
        final UnsafeBuffer key = new UnsafeBuffer(name.getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < count; i++) {
            producer.metric(MetricType.GAUGE, key, 0, key.capacity(), i, i);
            if (i % atOnce == 0) {
                producer.end();
            }
        }
        producer.end();
    }
}
