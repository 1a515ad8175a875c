package leela.ops.check;

import java.util.List;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Handler;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.Producer;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Slot;
import leela.engine.ring.Source;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.engine.series.SeriesTable;
import leela.io.input.text.TextDecoder;
import leela.io.input.text.TextDialect;
import leela.io.input.text.TextProtocol;
import leela.ops.config.Config;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Whether the engine would take entries of the databus: they go through a small engine of its own, with the real
 * decoder and limits.
 * Thread: one.
 * Memory: some keys; further ones are judged, but not kept.
 */
public final class EntryCheck {

    private static final List<Counter> CAUSES = List.of(
            EngineCounter.REJECTED_MALFORMED,
            EngineCounter.REJECTED_TIME_RANGE,
            EngineCounter.REJECTED_KEY_LENGTH,
            EngineCounter.REJECTED_DOCUMENT);

    private final Counters counters = Counters.inMemory();
    private final Clock clock = new SystemClock();
    private final HandlerGraph pipeline;
    private final TextDecoder decoder;

    public EntryCheck(final Config config) {
        final SeriesTable table = new SeriesTable(Producer.BATCH, counters);
        pipeline = new HandlerGraph(
                RingConfig.stepped(RingConfig.MIN_CAPACITY),
                List.of(new Nobody()),
                body -> {
                    throw new IllegalStateException("stepped handlers need no thread");
                },
                counters,
                LangUtil::rethrowUnchecked);
        final Source source = TextProtocol.DATABUS.source();
        decoder = new TextDecoder(
                new Producer(pipeline.ring(), table, config.limits(source), counters, source), TextDialect.DATABUS);
    }

    /** Whether all of these entries are well-formed and within the limits. */
    public boolean isTaken(final byte[] bytes, final int offset, final int length) {
        final long before = rejected();
        decoder.decode(new UnsafeBuffer(bytes, offset, length), length, clock.timeNs());
        pipeline.step();
        return rejected() == before;
    }

    private long rejected() {
        return CAUSES.stream().mapToLong(counters::read).sum();
    }

    /** What comes behind the ring. */
    private static final class Nobody implements Handler {

        @Override
        public String name() {
            return "nobody";
        }

        @Override
        public void onEntry(final Slot slot) {
            // it was well-formed: that is all one wants to know
        }
    }
}
