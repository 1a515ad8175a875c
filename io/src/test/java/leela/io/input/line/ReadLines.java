package leela.io.input.line;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.TestSource;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A reader that keeps each line as a text, of which it knows those that begin with {@code =} by their first bytes. */
final class ReadLines implements LineReader {

    final RecordingPipeline pipeline = RecordingPipeline.ofMetrics(Counters.inMemory(LineCounter.values()));
    final Producer producer = pipeline.producer(TestSource.WAITING);
    private final List<String> lines = new ArrayList<>();

    @Override
    public void line(final DirectBuffer buffer, final int offset, final int limit) {
        lines.add(text(buffer, offset, limit));
    }

    @Override
    public int known(final DirectBuffer buffer, final int offset, final int limit) {
        if (offset >= limit || buffer.getByte(offset) != '=') {
            return UNKNOWN;
        }
        final int end = Lines.end(buffer, offset, limit);
        if (end == limit) {
            return UNKNOWN;
        }
        lines.add("known=" + text(buffer, offset + 1, end));
        return end + 1;
    }

    /** Those since the last call. */
    List<String> take() {
        final List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    static UnsafeBuffer buffer(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(final DirectBuffer buffer, final int offset, final int limit) {
        return buffer.getStringWithoutLengthUtf8(offset, limit - offset);
    }
}
