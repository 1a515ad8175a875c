package leela.io.http.intake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import leela.engine.counters.LatencyHistogram;
import leela.engine.runtime.RateLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long requests took, from the end of their body to the end of their answer, by what they asked for; the slow ones
 * are told to the log, a few a minute. Answers that go on until either side ends them count for nothing.
 * Thread: the loop's; readers of {@link #all} any.
 * Memory: at construction; a line for a slow one.
 * Units: ns.
 */
public final class RequestTimes {

    /** A person who waits for longer wants to know why. */
    static final long SLOW_NS = TimeUnit.SECONDS.toNanos(5);

    private static final Logger LOG = LoggerFactory.getLogger(RequestTimes.class);
    private static final int LINES = 6;
    private static final String WRITE = "write";
    private static final String DELETE = "delete";
    private static final String OTHER = "other";
    /** The longer before those that they begin with. */
    private static final List<String> READS = List.of(
            "/v1/query", "/v1/keys", "/v1/alerts", "/v1", "/render", "/metrics/", "/metrics", "/tags", "/api/v1/read");

    private final Map<String, LatencyHistogram> all = new LinkedHashMap<>();
    private final Consumer<String> log;
    private final RateLimit told = new RateLimit(TimeUnit.MINUTES.toNanos(1), LINES);

    /** What a path may be opened for. */
    public enum Purpose {
        READ,
        WRITE,
        DELETE,
        /** Whether the engine lives, and its page. */
        OPEN
    }

    public RequestTimes() {
        this(LOG::warn);
    }

    RequestTimes(final Consumer<String> log) {
        this.log = log;
        READS.forEach(path -> all.put(path, new LatencyHistogram()));
        List.of(WRITE, DELETE, OTHER).forEach(name -> all.put(name, new LatencyHistogram()));
    }

    /** By the beginning of the path that is read, or what else is done. */
    public Map<String, LatencyHistogram> all() {
        return Map.copyOf(all);
    }

    /** Those of one route. */
    public LatencyHistogram of(final String route, final Purpose purpose) {
        return all.get(
                switch (purpose) {
                    case READ -> {
                        final Optional<String> known =
                                READS.stream().filter(route::startsWith).findFirst();
                        yield known.orElse(OTHER);
                    }
                    case WRITE -> WRITE;
                    case DELETE -> DELETE;
                    case OPEN -> OTHER;
                });
    }

    /** Those of requests that no route has. */
    public LatencyHistogram ofOthers() {
        return all.get(OTHER);
    }

    /** Tells the log of one that took so long, if that is slow. */
    public void tell(final long durationNs, final long nowNs, final Supplier<String> who, final Supplier<String> what) {
        if (durationNs >= SLOW_NS && told.permits(nowNs)) {
            log.accept("event=http.request.slow seconds=" + TimeUnit.NANOSECONDS.toMillis(durationNs) / 1e3 + ' '
                    + who.get() + " request=\"" + what.get() + "\" held_back=" + told.takeHeldBack());
        }
    }
}
