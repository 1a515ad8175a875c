package leela.io.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.EventExecutor;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.history.HistoryException;
import leela.engine.runtime.Clock;
import leela.io.http.intake.ComputingTurns;
import leela.io.http.intake.Workers;
import org.agrona.ErrorHandler;

/**
 * Where what would hold up the loop is done by threads. Requests for history become page streams, as many as are
 * admitted; where all places are taken, the client that has not taken its page for longest loses its own. Large bodies
 * are read by threads of their own: a storage that does not answer keeps nobody from writing.
 * Thread: the loop's.
 * Errors: a 429 where no place is free and none stands still.
 */
public final class Reads {

    private final Workers workers;
    private final Workers computers;
    private final ComputingTurns turns;
    private final Workers decoders;
    private final Executor loop;
    private final EventExecutor timer;
    private final Counters counters;
    private final Clock clock;
    private final ErrorHandler onError;
    private final Set<PageStream> streams = ConcurrentHashMap.newKeySet();

    /** When a computation may go on. Thread: the computation's. */
    public interface Turn {
        void begin();

        /** To be called every now and then, at least each millisecond. */
        void check();

        void end();

        /** How long it has gone on. */
        long servedNs();
    }

    Reads(
            final Workers workers,
            final Workers computers,
            final ComputingTurns turns,
            final Workers decoders,
            final Executor loop,
            final EventExecutor timer,
            final Counters counters,
            final Clock clock,
            final ErrorHandler onError) {
        this.workers = workers;
        this.computers = computers;
        this.turns = turns;
        this.decoders = decoders;
        this.loop = loop;
        this.timer = timer;
        this.counters = counters;
        this.clock = clock;
        this.onError = onError;
    }

    public void start(final Exchange exchange, final Pages pages) {
        if (!workers.admit() && !evictStalled()) {
            throw new HttpRefusal(
                    HttpResponseStatus.TOO_MANY_REQUESTS,
                    HttpLimits.MAX_QUERIES + " requests read history just now; try again");
        }
        if (pages.isComputed()) {
            pages.use(new WaitingTurn(turns.turn()));
        }
        final boolean isToPack = exchange.takesGzip() && pages.encoding().isEmpty();
        new Read(exchange, isToPack ? new GzipPages(pages) : pages).start();
    }

    /** Runs something for a request that is read just now, where a thread has nothing to do; false where none has. */
    public boolean help(final Runnable step) {
        return workers.executeAtOnce(step);
    }

    /** Reads a body, and goes on with it on the loop; what either throws is the answer. */
    public void decode(final Exchange exchange, final Runnable decode, final Runnable next) {
        exchange.keepBody();
        try {
            decoders.execute(() -> {
                try {
                    decode.run();
                    exchange.later(next);
                } catch (final RuntimeException fault) {
                    exchange.later(() -> {
                        throw fault;
                    });
                }
            });
        } catch (final RejectedExecutionException theServerEnds) {
            exchange.cut();
        }
    }

    /**
     * Has something made that many may wait for, so soon that nobody need be admitted; {@code next} goes on with it on
     * the loop, whatever became of it.
     */
    public void make(final Runnable work, final Runnable next) {
        try {
            computers.execute(() -> {
                try {
                    work.run();
                } finally {
                    loop.execute(next);
                }
            });
        } catch (final RejectedExecutionException theServerEnds) {
            // and with it the connections of those who wait
            return;
        }
    }

    /** Does something on the loop, after a while where {@code afterNs} is positive. */
    public void later(final long afterNs, final Runnable step) {
        if (afterNs <= 0) {
            step.run();
        } else {
            timer.schedule(step, afterNs, TimeUnit.NANOSECONDS).addListener(done -> {});
        }
    }

    /**
     * Goes on with an answer of which many may be due at a time: a few of them, then the loop looks at its sockets, so
     * that whoever asks for little does not wait for all of them. What the step throws is the answer.
     */
    public void answer(final Exchange exchange, final Runnable step) {
        loop.execute(() -> exchange.goOn(step));
    }

    /** Answers a write at length; {@link HttpLimits#STREAM_BYTES} are to be taken for it before. */
    public void echo(final Exchange exchange, final Pages pages) {
        final Pages sent = exchange.takesGzip() ? new GzipPages(pages) : pages;
        new PageStream(exchange, sent, HttpResponseStatus.CREATED, decoders, loop, () -> {}, counters, clock, onError)
                .start();
    }

    /** Frees a place, which the caller has then; its stream gives it back when its worker hears of it. */
    private boolean evictStalled() {
        final Optional<PageStream> longest = streams.stream().max(Comparator.comparing(PageStream::stalledNs));
        if (longest.isEmpty() || longest.get().stalledNs() < HttpLimits.STALLED_NS) {
            return false;
        }
        streams.remove(longest.get());
        longest.get().cut();
        workers.admitBeyond();
        return true;
    }

    /** The server's end interrupts those who wait for a turn. */
    private record WaitingTurn(ComputingTurns.Turn turn) implements Turn {

        private interface Waiting {
            void run() throws InterruptedException;
        }

        private static void await(final Waiting waiting) {
            try {
                waiting.run();
            } catch (final InterruptedException ended) {
                Thread.currentThread().interrupt();
                throw new HistoryException("the engine ends", ended);
            }
        }

        @Override
        public void begin() {
            await(turn::begin);
        }

        @Override
        public void check() {
            await(turn::check);
        }

        @Override
        public void end() {
            turn.end();
        }

        @Override
        public long servedNs() {
            return turn.servedNs();
        }
    }

    /** A stream that has a place until it ends. */
    private final class Read {
        private final PageStream stream;

        private Read(final Exchange exchange, final Pages pages) {
            stream = new PageStream(
                    exchange,
                    pages,
                    HttpResponseStatus.OK,
                    pages.isComputed() ? computers : workers,
                    loop,
                    this::end,
                    counters,
                    clock,
                    onError);
        }

        private void start() {
            streams.add(stream);
            stream.start();
        }

        private void end() {
            streams.remove(stream);
            workers.release();
        }
    }
}
