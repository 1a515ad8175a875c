package leela.io.input.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import leela.engine.counters.Counters;
import leela.engine.ring.Handler;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Slot;
import leela.engine.series.SeriesTable;
import org.junit.jupiter.api.Test;

/** What a request costs in memory once its series are known: its reader, and nothing a sample. */
final class WriteRequestAllocationTest {

    private static final int SAMPLES = 4;
    private static final int MOST_BYTES_A_REQUEST = 512;
    private static final int CALLS = 10_000;
    private static final int PASSES = 4;

    @Test
    void shouldAllocateAReaderARequestAndNothingASample() throws IOException {
        final Counters counters = Counters.inMemory(PrometheusCounter.values());
        final RecordingPipeline silent =
                RecordingPipeline.of(counters, new SeriesTable(1 << 10, counters), new Handler() {
                    @Override
                    public String name() {
                        return "silent";
                    }

                    @Override
                    public void onEntry(final Slot slot) {
                        // nothing but the way here is measured
                    }
                });
        final Producer producer = silent.producer(WriteRequestBody.SOURCE);
        final WriteRequestBody.Labels labels = new WriteRequestBody.Labels();
        final long few = bytesOf(request(1), labels, producer, counters, silent);
        final long many = bytesOf(request(SAMPLES), labels, producer, counters, silent);
        assertThat(few / CALLS).isLessThanOrEqualTo(MOST_BYTES_A_REQUEST);
        assertThat((many - few) / CALLS).isLessThanOrEqualTo(0);
    }

    private static long bytesOf(
            final byte[] request,
            final WriteRequestBody.Labels labels,
            final Producer producer,
            final Counters counters,
            final RecordingPipeline silent) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int pass = 0; pass < PASSES; pass++) {
            final long before = threads.getThreadAllocatedBytes(thread);
            for (int call = 0; call < CALLS; call++) {
                producer.begin(0);
                assertThatRead(new WriteRequestBody(labels, producer, counters, request, 0, request.length));
                producer.tryEnd();
                silent.run();
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        return least;
    }

    private static void assertThatRead(final WriteRequestBody body) {
        if (body.read() || body.faults().rejected() > 0) {
            throw new AssertionError("not all was taken");
        }
    }

    private static byte[] request(final int series) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (int i = 0; i < series; i++) {
            out.writeByteArray(1, oneSeries(i));
        }
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] oneSeries(final int number) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(1, pair("__name__", "up"));
        out.writeByteArray(1, pair("instance", "web-" + number));
        final ByteArrayOutputStream sample = new ByteArrayOutputStream();
        final CodedOutputStream inner = CodedOutputStream.newInstance(sample);
        inner.writeDouble(1, 1.5);
        inner.writeInt64(2, 1);
        inner.flush();
        out.writeByteArray(2, sample.toByteArray());
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] pair(final String name, final String value) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(1, name.getBytes(UTF_8));
        out.writeByteArray(2, value.getBytes(UTF_8));
        out.flush();
        return bytes.toByteArray();
    }
}
