package leela.io.http.live;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import leela.engine.dmproc.language.Program;
import leela.engine.runtime.BackgroundFault;
import leela.engine.runtime.NamedThreads;
import leela.io.http.HttpRefusal;
import leela.io.http.LiveAnswer;
import leela.io.socket.ReceiverContext;
import leela.io.socket.SystemCalls;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All live streams. Queries start on a thread of their own, since counting what they match takes its time; from then on
 * one thread serves all, twenty times a second as long as there are any: nobody is woken for a result.
 * Thread: {@code leela-live}; {@link #open} and {@link #close} any.
 * Memory: one scratch for all.
 * Errors: beyond the bounds a 429; while the engine ends a 503; a fault costs its stream alone.
 */
final class LiveStreams implements AutoCloseable {

    private static final long TURN_MS = 50;
    /** Where more waits than one page holds. */
    private static final long BEHIND_MS = 2;

    private static final long END_WAIT_MS = 1000;
    private static final long LAST_PAGES_MS = 500;
    private static final int NICE = 5;

    private final QueryStart start;
    private final LiveConfig config;
    private final ReceiverContext context;
    private final ScheduledExecutorService starter;
    private final ScheduledExecutorService server;

    // the server's
    private final Set<LiveStream> streams = new LinkedHashSet<>();
    private final ServerSentEvents events = new ServerSentEvents();
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[LiveStream.PAGE_BYTES]);
    private boolean isTurning;
    private boolean isEnding;
    private final CountDownLatch ended = new CountDownLatch(1);

    // the starter's and the server's
    private final Map<String, Integer> byAddress = new HashMap<>();
    private int admitted;

    LiveStreams(final QueryStart start, final LiveConfig config, final ReceiverContext context) {
        this.start = start;
        this.config = config;
        this.context = context;
        starter = executor("leela-live-q");
        server = executor("leela-live");
    }

    private ScheduledExecutorService executor(final String name) {
        final NamedThreads names = new NamedThreads(name, context.onError());
        return Executors.newSingleThreadScheduledExecutor(task -> names.newThread(() -> {
            SystemCalls.stepBack(NICE);
            task.run();
        }));
    }

    /** Answers with what the program gives from now on; {@code address} is the client's. */
    void open(final LiveAnswer answer, final Program program, final String address) {
        try {
            starter.execute(() -> begin(answer, program, address));
        } catch (final RejectedExecutionException ending) {
            answer.refuse(new HttpRefusal(HttpResponseStatus.SERVICE_UNAVAILABLE, "the engine ends"));
        }
    }

    /** Ends all queries, gives their clients a moment to take the rest, and stops. Idempotent. */
    @Override
    public void close() {
        starter.shutdown();
        await(starter);
        if (server.isShutdown()) {
            return;
        }
        server.execute(this::finish);
        try {
            final boolean unused = ended.await(LAST_PAGES_MS, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        server.execute(this::dropAll);
        server.shutdown();
        await(server);
    }

    private static void await(final ScheduledExecutorService executor) {
        try {
            if (!executor.awaitTermination(END_WAIT_MS, TimeUnit.MILLISECONDS)) {
                final var unused = executor.shutdownNow();
            }
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the starter

    private void begin(final LiveAnswer answer, final Program program, final String address) {
        if (answer.isGone()) {
            return;
        }
        final HttpRefusal refusal = admit(address);
        if (refusal != null) {
            refuse(answer, refusal);
            return;
        }
        try {
            final QueryStart.Started started = start.start(program, address);
            final LiveStream stream = new LiveStream(
                    answer,
                    address,
                    started.results(),
                    started.query(),
                    context.counters(),
                    context.clock().ticksNs());
            if (answer.begin(ServerSentEvents.CONTENT_TYPE)) {
                final ByteBuf page = answer.allocator().buffer();
                ServerSentEvents.started(page, started.count());
                answer.send(page);
                server.execute(() -> follow(stream));
            } else {
                drop(stream);
            }
        } catch (final HttpRefusal refused) {
            release(address);
            refuse(answer, refused);
        } catch (final RuntimeException fault) {
            release(address);
            report(fault);
            refuse(answer, new HttpRefusal(HttpResponseStatus.INTERNAL_SERVER_ERROR, "a fault of the engine"));
        }
    }

    private void refuse(final LiveAnswer answer, final HttpRefusal refusal) {
        context.counters().increment(LiveCounter.STREAMS_REFUSED);
        answer.refuse(refusal);
    }

    /** Null where there is a place for one more, which it has then. */
    private synchronized HttpRefusal admit(final String address) {
        final int of = byAddress.getOrDefault(address, 0);
        if (admitted >= config.maxStreams() || of >= config.maxOfAddress()) {
            return new HttpRefusal(
                    HttpResponseStatus.TOO_MANY_REQUESTS,
                    admitted + " live streams are open, " + of + " of them yours (expected: at most "
                            + config.maxStreams() + ", " + config.maxOfAddress() + " of an address)");
        }
        byAddress.put(address, of + 1);
        context.counters().set(LiveCounter.STREAMS, ++admitted);
        return null;
    }

    private synchronized void release(final String address) {
        byAddress.compute(address, (unused, of) -> of == null || of == 1 ? null : of - 1);
        context.counters().set(LiveCounter.STREAMS, --admitted);
    }

    // ---- the server

    private void follow(final LiveStream stream) {
        streams.add(stream);
        if (!isTurning) {
            isTurning = true;
            turn();
        }
    }

    private void turn() {
        final long nowNs = context.clock().ticksNs();
        boolean isBehind = false;
        for (final Iterator<LiveStream> each = streams.iterator(); each.hasNext(); ) {
            final LiveStream stream = each.next();
            if (!serve(stream, nowNs)) {
                each.remove();
                drop(stream);
            }
            isBehind |= stream.isBehind();
        }
        isTurning = !streams.isEmpty();
        if (isEnding && !isTurning) {
            ended.countDown();
        }
        if (isTurning && !server.isShutdown()) {
            final var unused = server.schedule(this::turn, isBehind ? BEHIND_MS : TURN_MS, TimeUnit.MILLISECONDS);
        }
    }

    private boolean serve(final LiveStream stream, final long nowNs) {
        try {
            return stream.serve(events, scratch, nowNs);
        } catch (final RuntimeException fault) {
            report(fault);
            return false;
        }
    }

    private void drop(final LiveStream stream) {
        stream.close();
        release(stream.address());
    }

    /** Ends all queries; what they gave goes out as fast as clients take it. */
    private void finish() {
        isEnding = true;
        streams.forEach(LiveStream::finish);
        if (streams.isEmpty()) {
            ended.countDown();
        }
    }

    private void dropAll() {
        streams.forEach(this::drop);
        streams.clear();
    }

    private void report(final RuntimeException fault) {
        context.onError().onError(BackgroundFault.of("a live stream", fault));
    }
}
