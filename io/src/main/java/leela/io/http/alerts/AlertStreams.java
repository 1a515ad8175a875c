package leela.io.http.alerts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import leela.engine.alert.Transition;
import leela.engine.alert.registry.AlertRegistry;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.io.http.HttpRefusal;
import leela.io.http.LiveAnswer;
import org.agrona.ErrorHandler;

/**
 * Clients that hear of each change of an alert as it is told, as server-sent events.
 *
 * <pre>
 *   event: open                      id: 4711                         event: lost
 *   data: {"alerts":[…]}             event: alert                     data: {"lost":12}
 *                                    data: {"number":4711,…}
 * </pre>
 *
 * A client that comes again with the last id that it had is told what it missed, and how many of it are not known any
 * more. All look at what the registry keeps, so a slow one costs no memory and nobody else.
 * Thread: one of its own, {@code leela-alert-s}, four times a second while there is a client; {@link #open} any.
 * Memory: a page a client, until it has taken it.
 * Errors: beyond {@value #MOST} a 429; a fault ends that stream.
 */
final class AlertStreams implements AutoCloseable {

    static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";

    private static final int MOST = 64;
    private static final int MOST_CHANGES = 200;
    private static final long TURN_MS = 250;
    private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(15);

    private final AlertRegistry registry;
    private final AlertRows rows;
    private final Clock clock;
    private final ErrorHandler onError;
    private final ScheduledExecutorService executor;
    // the executor's
    private final List<Stream> streams = new ArrayList<>();
    private boolean isTurning;

    private static final class Stream {
        private final LiveAnswer answer;
        private long number;
        private long sentNs;

        private Stream(final LiveAnswer answer, final long number, final long nowNs) {
            this.answer = answer;
            this.number = number;
            sentNs = nowNs;
        }
    }

    AlertStreams(final AlertRegistry registry, final AlertRows rows, final Clock clock, final ErrorHandler onError) {
        this.registry = registry;
        this.rows = rows;
        this.clock = clock;
        this.onError = onError;
        executor = Executors.newSingleThreadScheduledExecutor(new NamedThreads("leela-alert-s", onError));
    }

    /** Answers with what is told behind this number; where that is negative, from now on. */
    void open(final LiveAnswer answer, final long after) {
        try {
            executor.execute(() -> begin(answer, after));
        } catch (final RejectedExecutionException ending) {
            answer.refuse(new HttpRefusal(HttpResponseStatus.SERVICE_UNAVAILABLE, "the engine ends"));
        }
    }

    @Override
    public void close() {
        final List<Runnable> unused = executor.shutdownNow();
    }

    private void begin(final LiveAnswer answer, final long after) {
        if (streams.size() >= MOST) {
            answer.refuse(new HttpRefusal(
                    HttpResponseStatus.TOO_MANY_REQUESTS,
                    MOST + " streams of alerts are open (expected: at most " + MOST + ")"));
            return;
        }
        // what is told in between is told, too; numbers of another engine's, or of before a backup, are of no use
        final long known = registry.number();
        final long number = after < 0 ? known : Math.min(after, known);
        if (answer.begin(CONTENT_TYPE)) {
            final ByteBuf page = answer.allocator().buffer();
            ByteBufUtil.writeAscii(page, "event: open\ndata: ");
            rows.open(page, registry.open(group -> true, AlertsApi.USUAL));
            ByteBufUtil.writeAscii(page, "\n\n");
            answer.send(page);
            streams.add(new Stream(answer, number, clock.ticksNs()));
            if (!isTurning) {
                isTurning = true;
                turn();
            }
        }
    }

    private void turn() {
        final long nowNs = clock.ticksNs();
        streams.removeIf(stream -> !isServed(stream, nowNs));
        isTurning = !streams.isEmpty();
        if (isTurning && !executor.isShutdown()) {
            final var unused = executor.schedule(this::turn, TURN_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** False once there is nothing more to do for it. */
    private boolean isServed(final Stream stream, final long nowNs) {
        try {
            if (stream.answer.isGone()) {
                return false;
            }
            if (stream.answer.isReady()) {
                serve(stream, nowNs);
            }
            return true;
        } catch (final RuntimeException fault) {
            onError.onError(fault);
            return false;
        }
    }

    private void serve(final Stream stream, final long nowNs) {
        final List<Transition> changes = registry.toldBehind(stream.number, MOST_CHANGES);
        if (changes.isEmpty() && nowNs - stream.sentNs < SILENCE_NS) {
            return;
        }
        final ByteBuf page = stream.answer.allocator().buffer();
        stream.number = write(page, rows, stream.number, changes);
        if (changes.isEmpty()) {
            ByteBufUtil.writeAscii(page, ":\n\n");
        }
        stream.sentNs = nowNs;
        stream.answer.send(page);
    }

    /** Writes what was told behind this number, and how many that are not known any more; gives the last. */
    static long write(final ByteBuf page, final AlertRows rows, final long after, final List<Transition> changes) {
        long number = after;
        for (final Transition told : changes) {
            final long lost = told.number() - number - 1;
            if (lost > 0) {
                ByteBufUtil.writeAscii(page, "event: lost\ndata: {\"lost\":" + lost + "}\n\n");
            }
            ByteBufUtil.writeAscii(page, "id: " + told.number() + "\nevent: alert\ndata: ");
            rows.told(page, told);
            ByteBufUtil.writeAscii(page, "\n\n");
            number = told.number();
        }
        return number;
    }
}
