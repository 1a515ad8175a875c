package leela.engine.dmproc.running;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.engine.series.Series;
import leela.engine.spi.KeyPattern;

/**
 * The standing queries without a ring: commands run at once, events are shown by the test's own thread.
 * Thread: one, the test's.
 */
public final class QueryDriver {

    final Counters counters = Counters.inMemory();
    final List<Throwable> faults = new ArrayList<>();
    final StandingQueries queries;
    final QueryRegistry registry;
    int decided;
    /** Commands that have no place in the stream yet, where they are held. */
    final List<Runnable> held = new ArrayList<>();

    boolean isHolding;
    boolean isClosed;

    private final Map<String, Series> series = new HashMap<>();

    QueryDriver() {
        this(new QueryLimits(10_000, 100, Long.MAX_VALUE));
    }

    QueryDriver(final QueryLimits limits) {
        this(limits, new SystemClock());
    }

    QueryDriver(final QueryLimits limits, final Clock clock) {
        queries = new StandingQueries(limits, clock, counters, faults::add);
        registry = new QueryRegistry(queries, this::execute, this::compile, limits, counters);
    }

    StandingQuery start(final String proc, final QuerySink sink) throws SyntaxException, QueryRefusedException {
        return start(proc, "somebody", sink);
    }

    StandingQuery start(final String proc, final String owner, final QuerySink sink)
            throws SyntaxException, QueryRefusedException {
        return registry.start(Program.parse(bytes(proc)), owner, sink);
    }

    StandingQuery start(final String proc, final String owner, final String payer, final QuerySink sink)
            throws SyntaxException, QueryRefusedException {
        return registry.start(Program.parse(bytes(proc)), owner, payer, sink);
    }

    /** The heartbeat. */
    void tick(final long nowNs) {
        queries.onTick(nowNs);
    }

    void event(final String key, final double value, final long timeNs) {
        queries.onEvent(series(key), value, timeNs);
    }

    /** Of a client that sends so often. */
    void event(final String key, final double value, final long timeNs, final int intervalMs) {
        queries.onEvent(series(key), value, timeNs, intervalMs);
    }

    void purge(final String key) {
        queries.onPurged(series.remove(key));
    }

    void event(final Event event) {
        event(event.key(), event.value(), event.timeNs());
    }

    Series series(final String key) {
        return series.computeIfAbsent(key, name -> Series.detached(bytes(name)));
    }

    long count(final Counter id) {
        return counters.read(id);
    }

    private boolean execute(final Runnable body) {
        if (isHolding) {
            held.add(body);
        } else if (!isClosed) {
            body.run();
        }
        return !isClosed;
    }

    /** One character a byte, as the golden vectors are written. */
    private KeyPattern compile(final byte[] regex) {
        try {
            final Pattern pattern = Pattern.compile(text(regex));
            return new CountedPattern(pattern);
        } catch (final PatternSyntaxException bad) {
            throw new IllegalArgumentException("The regex is not well-formed: " + bad.getDescription() + ".", bad);
        }
    }

    private final class CountedPattern implements KeyPattern {

        private final Pattern pattern;

        CountedPattern(final Pattern pattern) {
            this.pattern = pattern;
        }

        @Override
        public boolean isFoundIn(final byte[] key) {
            decided++;
            return pattern.matcher(text(key)).find();
        }

        @Override
        public int captures() {
            return pattern.groupCount();
        }

        @Override
        public int[] capture(final byte[] key) {
            decided++;
            final Matcher matcher = pattern.matcher(text(key));
            return matcher.find()
                    ? IntStream.rangeClosed(0, pattern.groupCount())
                            .flatMap(i -> IntStream.of(matcher.start(i), matcher.end(i)))
                            .toArray()
                    : null;
        }
    }

    public static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(final byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
