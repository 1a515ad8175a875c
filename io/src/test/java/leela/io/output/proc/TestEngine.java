package leela.io.output.proc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.dmproc.running.StandingQueries;
import leela.engine.ring.Handler;
import leela.engine.ring.HandlerGraph;
import leela.engine.ring.Limits;
import leela.engine.ring.Producer;
import leela.engine.ring.Ring;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Threading;
import leela.engine.ring.Waiting;
import leela.engine.runtime.NamedThreads;
import leela.engine.runtime.SystemClock;
import leela.engine.series.SeriesTable;
import leela.engine.spi.KeyPattern;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.FixedClockRules;
import leela.engine.timeline.Timeline;
import leela.io.input.text.TextProtocol;
import leela.io.socket.ReceiverContext;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A ring with timeline, standing queries and what else a test wants behind it, on threads of their own; no socket.
 * Thread: one, the test's.
 */
public final class TestEngine implements AutoCloseable {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long WAIT_NS = 10 * SECOND_NS;
    private static final int RING = 4096;

    private final Counters counters = Counters.inMemory();
    private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
    private final SystemClock clock = new SystemClock();
    private final SeriesTable table = new SeriesTable(1 << 16, counters);
    private final HandlerGraph pipeline;
    private final QueryRegistry queries;
    private final Producer producer;

    public TestEngine(final Handler... others) {
        this(QueryLimits.DEFAULT, others);
    }

    public TestEngine(final QueryLimits limits, final Handler... others) {
        final Timeline timeline = new Timeline(
                new FixedClockRules(60 * SECOND_NS, 3600 * SECOND_NS, CounterFall.AUTO),
                3600 * SECOND_NS,
                table,
                counters);
        final StandingQueries standing = new StandingQueries(limits, new SystemClock(), counters, faults::add);
        final List<Handler> handlers = new ArrayList<>(List.of(others));
        handlers.addAll(0, List.of(timeline, standing));
        pipeline = new HandlerGraph(
                new RingConfig(RING, Threading.SHARED, Waiting.BLOCKING),
                handlers,
                new NamedThreads("leela-test", faults::add),
                counters,
                faults::add);
        queries = new QueryRegistry(standing, pipeline.ring(), TestEngine::compile, limits, counters);
        producer = new Producer(
                pipeline.ring(),
                table,
                new Limits(Limits.UNLIMITED, Limits.UNLIMITED),
                counters,
                TextProtocol.DATABUS.source());
        pipeline.start();
    }

    public static KeyPattern compile(final byte[] pattern) {
        final Pattern compiled = Pattern.compile(new String(pattern, ISO_8859_1));
        return key -> compiled.matcher(new String(key, ISO_8859_1)).find();
    }

    public QueryRegistry queries() {
        return queries;
    }

    public SeriesTable table() {
        return table;
    }

    public Counters counters() {
        return counters;
    }

    public Ring ring() {
        return pipeline.ring();
    }

    public ReceiverContext context() {
        return new ReceiverContext(clock, counters, faults::add);
    }

    public List<Throwable> faults() {
        return faults;
    }

    public long count(final Counter id) {
        return counters.read(id);
    }

    /** One event, as a batch of its own. */
    public void event(final String key, final double value, final long timeNs) {
        events(key, 1, value, timeNs);
    }

    /** {@code count} events of this key, with values that count up from {@code first}. */
    public void events(final String key, final int count, final double first, final long timeNs) {
        final byte[] bytes = key.getBytes(ISO_8859_1);
        producer.begin(clock.timeNs());
        for (int i = 0; i < count; i++) {
            producer.event(new UnsafeBuffer(bytes), 0, bytes.length, first + i, timeNs);
        }
        producer.end();
    }

    /** Waits until every handler has seen everything. */
    public void drain() {
        if (!pipeline.drain(clock, WAIT_NS)) {
            throw new AssertionError("the ring did not drain");
        }
    }

    /** Waits until the condition holds. */
    public static void await(final String what, final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + WAIT_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("not within ten seconds: " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }

    @Override
    public void close() {
        pipeline.close(5 * SECOND_NS);
    }
}
