package leela.ops.check;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import leela.engine.counters.Counters;
import leela.engine.refusal.Refusal;
import leela.engine.refusal.Refusals;
import leela.engine.ring.Handler;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.Producer;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Slot;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.engine.series.SeriesTable;
import leela.io.input.DatagramDecoder;
import leela.ops.config.Config;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns lines of another program's format into the text protocol, by the engine's own decoder of them.
 * Thread: one.
 * Memory: some keys; what was converted, until it is taken.
 */
public final class LineConversion {

    /** Lines that share a table of keys, which is far larger. */
    private static final int LINES = 500;

    private static final int KEYS = 1 << 16;

    private final Format format;
    private final Config config;
    private final Clock clock = new SystemClock();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private Counters counters;
    private HandlerGraph pipeline;
    private Refusals refusals;
    private DatagramDecoder decoder;
    private int lines;

    public LineConversion(final Format format, final Config config) {
        this.format = format;
        this.config = config;
        begin();
    }

    /** With a table of keys that is empty. */
    private void begin() {
        counters = Format.counters();
        refusals = new Refusals((refusal, count) -> {});
        pipeline = new HandlerGraph(
                RingConfig.stepped(RingConfig.MIN_CAPACITY),
                List.of(new TextWriter()),
                body -> {
                    throw new IllegalStateException("stepped handlers need no thread");
                },
                counters,
                LangUtil::rethrowUnchecked);
        final Producer producer = new Producer(
                pipeline.ring(),
                new SeriesTable(KEYS, counters),
                config.limits(format.source()),
                counters,
                format.source(),
                refusals);
        decoder = format.decoder(producer, counters, config);
        lines = 0;
    }

    /** Converts a line; why something of it is not taken, or empty. */
    public Optional<String> convert(final byte[] line) {
        if (++lines > LINES) {
            begin();
        }
        final long before = counters.sum("metrics.rejected");
        decoder.decode(new UnsafeBuffer(line), line.length, clock.timeNs());
        pipeline.step();
        if (counters.sum("metrics.rejected") == before) {
            return Optional.empty();
        }
        return Optional.of(
                refusals.newestFirst().stream().map(Refusal::reason).findFirst().orElse("it is not taken"));
    }

    /** What was converted since the last call. */
    public byte[] take() {
        final byte[] taken = text.toByteArray();
        text.reset();
        return taken;
    }

    /** Stands behind the ring. */
    private final class TextWriter implements Handler {

        @Override
        public String name() {
            return "text";
        }

        @Override
        public void onEntry(final Slot slot) {
            final byte[] key = slot.series().key();
            text.writeBytes(ascii("gauge " + key.length + "|"));
            text.writeBytes(key);
            final long second = Clock.NANOS_PER_SECOND;
            text.writeBytes(ascii(String.format(
                    Locale.ROOT,
                    " %s %d.%09d;\n",
                    Double.toString(slot.value()),
                    slot.timeNs() / second,
                    slot.timeNs() % second)));
        }

        private byte[] ascii(final String words) {
            return words.getBytes(StandardCharsets.US_ASCII);
        }
    }
}
